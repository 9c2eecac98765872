variable "main_role_arns" {
  type        = list(string)
  default     = []
  nullable    = false
  description = "ARNs of the main roles, the only ones that may assume this role. They must exist already."

  validation {
    condition     = alltrue([for arn in var.main_role_arns : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=.@_/-]+$", arn))])
    error_message = "ARNs of roles."
  }
}

variable "repository_ids" {
  type        = list(string)
  nullable    = false
  description = <<-EOT
    The numbers of the repositories that make images here. Images can be created, and removed, only with one of
    these numbers in their tags: gh api repos/OWNER/REPO --jq .id
  EOT

  validation {
    condition     = length(var.repository_ids) > 0 && alltrue([for id in var.repository_ids : can(regex("^[0-9]+$", id))])
    error_message = "Numbers of repositories, at least one."
  }
}

variable "prune" {
  type        = string
  default     = "no"
  nullable    = false
  description = <<-EOT
    For the input "retention". no: nothing can be removed. same-role: the role that creates images may remove images
    of repository_ids too. own-role: a second role, prune_role_name, may remove them and create nothing.
  EOT

  validation {
    condition     = contains(["no", "same-role", "own-role"], var.prune)
    error_message = "no, same-role or own-role."
  }
}

variable "external_id" {
  type        = string
  default     = ""
  nullable    = false
  description = <<-EOT
    Optional. A text that must come with every sign-in, equal to the input "target-external-id" or the target's key
    "external-id".
  EOT

  validation {
    condition = var.external_id == "" || (
      can(regex("^[A-Za-z0-9_+=,.@:/-]{2,}$", var.external_id)) && length(var.external_id) <= 1224
    )
    error_message = "2 to 1224 letters, digits and _ + = , . @ : / -"
  }
}

variable "session_tags" {
  type        = bool
  default     = false
  nullable    = false
  description = <<-EOT
    Whether the main roles may send session tags and a source identity, for the input "session-tags" of the action.
  EOT
}

variable "role_name" {
  type        = string
  default     = "cross-account-ami"
  nullable    = false
  description = "Name of the role, equal to the input \"target-role\" of the action."

  validation {
    condition     = can(regex("^[A-Za-z0-9+=,.@_-]{1,64}$", var.role_name))
    error_message = "1 to 64 letters, digits and + = , . @ _ -"
  }
}

variable "prune_role_name" {
  type        = string
  default     = "cross-account-ami-prune"
  nullable    = false
  description = <<-EOT
    Only for prune = "own-role". Name of the second role, equal to the input "target-role" of a step with "mode:
    prune".
  EOT

  validation {
    condition     = can(regex("^[A-Za-z0-9+=,.@_-]{1,64}$", var.prune_role_name))
    error_message = "1 to 64 letters, digits and + = , . @ _ -"
  }
}

variable "role_path" {
  type        = string
  default     = "/"
  nullable    = false
  description = <<-EOT
    Path of the roles, such as /backup/. Then the input "target-role" is backup/cross-account-ami, and
    target_role_names of the module main-role too.
  EOT

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
    Optional. Policy of this account that bounds the roles, where your organization demands one. It must allow what
    docs/permissions.md lists.
  EOT

  validation {
    condition     = can(regex("^(arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/[A-Za-z0-9+=,.@_/-]+)?$", var.permissions_boundary_arn))
    error_message = "The ARN of a policy."
  }
}

variable "instance_tag_key" {
  type        = string
  default     = ""
  nullable    = false
  description = <<-EOT
    Optional. Images may be created only of instances with this tag (and the value instance_tag_value).
  EOT

  validation {
    condition     = length(var.instance_tag_key) <= 128 && can(regex("^([A-Za-z0-9_.:/=+@-]([A-Za-z0-9 _.:/=+@-]*[A-Za-z0-9_.:/=+@-])?)?$", var.instance_tag_key))
    error_message = "At most 128 letters, digits, spaces (not at the ends) and _ . : / = + @ -"
  }

  validation {
    condition     = (var.instance_tag_key == "") == (var.instance_tag_value == "")
    error_message = "Give both instance_tag_key and instance_tag_value, or neither."
  }
}

variable "instance_tag_value" {
  type        = string
  default     = ""
  nullable    = false
  description = "The value that the tag instance_tag_key must have."

  validation {
    condition     = length(var.instance_tag_value) <= 256 && can(regex("^([A-Za-z0-9_.:/=+@-]([A-Za-z0-9 _.:/=+@-]*[A-Za-z0-9_.:/=+@-])?)?$", var.instance_tag_value))
    error_message = "At most 256 letters, digits, spaces (not at the ends) and _ . : / = + @ -"
  }
}

variable "regions" {
  type        = list(string)
  default     = []
  nullable    = false
  description = "Optional. The only regions in which the roles may do anything. Empty means all regions."

  validation {
    condition     = alltrue([for region in var.regions : can(regex("^[a-z]{2,4}(-[a-z]+)+-[0-9]+$", region))])
    error_message = "Region names such as eu-west-1."
  }
}

variable "attach_to_role_name" {
  type        = string
  default     = ""
  nullable    = false
  description = <<-EOT
    Name of a role that exists. No role is created, the permissions are given to this one. For the target "self" the
    name of the main role, in the main account.
  EOT

  validation {
    condition     = can(regex("^[A-Za-z0-9+=,.@_-]{0,64}$", var.attach_to_role_name))
    error_message = "At most 64 letters, digits and + = , . @ _ -"
  }

  validation {
    condition     = length(var.main_role_arns) > 0 || var.attach_to_role_name != ""
    error_message = "Give main_role_arns (a target account) or attach_to_role_name (the target self)."
  }

  validation {
    condition = var.attach_to_role_name == "" || (
      length(var.main_role_arns) == 0 &&
      var.external_id == "" &&
      !var.session_tags &&
      var.permissions_boundary_arn == "" &&
      var.role_name == "cross-account-ami" &&
      var.role_path == "/"
    )
    error_message = "An existing role keeps its name, trust policy and boundary: with attach_to_role_name leave main_role_arns, external_id, session_tags, permissions_boundary_arn, role_name and role_path away."
  }

  validation {
    condition     = var.attach_to_role_name == "" || var.prune != "own-role"
    error_message = "prune = \"own-role\" needs a new role. Leave attach_to_role_name away, or use prune = \"same-role\"."
  }
}
