variable "sign_in" {
  type        = string
  default     = "oidc"
  nullable    = false
  description = <<-EOT
    oidc: a workflow signs in with its GitHub OIDC token. instance-profile: a self-hosted runner on an EC2 instance
    uses this role as its instance profile. existing-role: no role is created; the one called role_name, which a
    runner has already, gets the permission.
  EOT

  validation {
    condition     = contains(["oidc", "instance-profile", "existing-role"], var.sign_in)
    error_message = "oidc, instance-profile or existing-role."
  }

  validation {
    condition     = var.sign_in != "oidc" || length(var.subjects) > 0
    error_message = "sign_in = \"oidc\" needs subjects."
  }

  validation {
    condition     = var.sign_in != "oidc" || length(var.repository_ids) > 0
    error_message = "sign_in = \"oidc\" needs repository_ids."
  }

  validation {
    condition = var.sign_in == "oidc" || (
      length(concat(var.subjects, var.repository_ids, var.environments, var.refs, var.job_workflow_refs)) == 0 &&
      var.audience == "" &&
      var.oidc_provider == "create" &&
      var.issuer == "token.actions.githubusercontent.com"
    )
    error_message = "subjects, repository_ids, environments, refs, job_workflow_refs, audience, oidc_provider and issuer are only for sign_in = \"oidc\"."
  }

  validation {
    condition     = var.sign_in != "existing-role" || var.permissions_boundary_arn == ""
    error_message = "An existing role keeps its permissions boundary. Leave permissions_boundary_arn empty."
  }

  validation {
    condition     = var.sign_in != "existing-role" || var.max_session_duration == 3600
    error_message = "An existing role keeps its longest session. Leave max_session_duration away."
  }
}

variable "target_account_ids" {
  type        = list(string)
  default     = []
  nullable    = false
  description = "The target accounts. Either this or organization_id."

  validation {
    condition     = alltrue([for id in var.target_account_ids : can(regex("^[0-9]{12}$", id))])
    error_message = "Account ids of 12 digits."
  }

  validation {
    condition     = length(var.target_account_ids) > 0 || var.organization_id != ""
    error_message = "Give target_account_ids or organization_id."
  }

  validation {
    condition     = length(var.target_account_ids) == 0 || var.organization_id == ""
    error_message = "Give target_account_ids or organization_id, not both."
  }
}

variable "organization_id" {
  type        = string
  default     = ""
  nullable    = false
  description = "Instead of target_account_ids, every account of this organization that has such a role."

  validation {
    condition     = can(regex("^(o-[a-z0-9]{10,32})?$", var.organization_id))
    error_message = "The id of an organization, such as o-a1b2c3d4e5."
  }
}

variable "target_role_names" {
  type        = list(string)
  default     = ["cross-account-ami", "cross-account-ami-prune"]
  nullable    = false
  description = <<-EOT
    Names (or path/name) of the roles in the target accounts: those of the inputs "target-role" of all steps.
  EOT

  validation {
    condition     = length(var.target_role_names) > 0 && alltrue([for name in var.target_role_names : can(regex("^([A-Za-z0-9+=.@_-]+/)*[A-Za-z0-9+=.@_-]{1,64}$", name))])
    error_message = "Names or path/name, at least one. No wildcards."
  }
}

variable "session_tags" {
  type        = bool
  default     = false
  nullable    = false
  description = <<-EOT
    Whether the role may send session tags and a source identity, for the input "session-tags" of the action. Target
    roles need the same.
  EOT
}

variable "role_name" {
  type        = string
  default     = "cross-account-ami-main"
  nullable    = false
  description = <<-EOT
    Name of the role (and of the instance profile) that this module creates. With sign_in = "existing-role" the role
    that is there.
  EOT

  validation {
    condition     = can(regex("^[A-Za-z0-9+=,.@_-]{1,64}$", var.role_name))
    error_message = "1 to 64 letters, digits and + = , . @ _ -"
  }
}

variable "role_path" {
  type        = string
  default     = "/"
  nullable    = false
  description = "Path of the role, such as /ci/."

  validation {
    condition     = can(regex("^/([A-Za-z0-9+=,.@_-]+/)*$", var.role_path))
    error_message = "A path that begins and ends with /."
  }
}

variable "permissions_boundary_arn" {
  type        = string
  default     = ""
  nullable    = false
  description = <<-EOT
    Optional. Policy that bounds the role, where your organization demands one. It must allow sts:AssumeRole.
  EOT

  validation {
    condition     = can(regex("^(arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/[A-Za-z0-9+=,.@_/-]+)?$", var.permissions_boundary_arn))
    error_message = "The ARN of a policy."
  }
}

variable "max_session_duration" {
  type        = number
  default     = 3600
  nullable    = false
  description = <<-EOT
    Longest session of the role in seconds, at least the input "role-duration-seconds" of the action. The action
    renews its sessions, so 3600 is enough for runs that last longer.
  EOT

  validation {
    condition     = var.max_session_duration >= 3600 && var.max_session_duration <= 43200
    error_message = "3600 to 43200 seconds."
  }
}
