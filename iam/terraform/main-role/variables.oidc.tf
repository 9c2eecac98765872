variable "subjects" {
  type        = list(string)
  default     = []
  nullable    = false
  description = <<-EOT
    Only for sign_in = "oidc". The exact sub claims to trust. A repository created, renamed or transferred after 15
    July 2026 sends repo:OWNER@OWNER_ID/REPO@REPO_ID:ref:refs/heads/main, an older one
    repo:OWNER/REPO:ref:refs/heads/main. List both when in doubt. A job with an environment sends
    repo:OWNER/REPO:environment:NAME (or the form with the ids) instead.
  EOT

  validation {
    condition = alltrue([
      for subject in var.subjects :
      can(regex("^repo:[^/:,\\s*?\"\\\\$]+/[^/:,\\s*?\"\\\\$]+:(ref:refs/(heads|tags)/[^:,\\s*?\"\\\\$]+|environment:[^:,\\s*?\"\\\\$]([^:,*?\"\\\\$]*[^:,\\s*?\"\\\\$])?)(:[a-z_]+:[^,\\s*?\"\\\\$]+)*$", subject)) ||
      can(regex("^[a-z_]+(:[^:,\\s*?\"\\\\$]+)+$", subject)) && !can(regex("^repo:|:pull_request", subject))
    ])
    error_message = "Exact sub claims: repo:OWNER/REPO:ref:refs/heads/main or repo:OWNER/REPO:environment:NAME, with the ids where GitHub sends them. No wildcards, no pull_request."
  }
}

variable "repository_ids" {
  type        = list(string)
  default     = []
  nullable    = false
  description = <<-EOT
    Only for sign_in = "oidc". The numbers of the repositories. A number stays the same when the repository is
    renamed, and no other repository ever gets it: gh api repos/OWNER/REPO --jq .id. For GitHub Enterprise Server,
    whose tokens AWS cannot ask for it: ["none"].
  EOT

  validation {
    condition = join(",", var.repository_ids) == "none" || alltrue([
      for id in var.repository_ids : can(regex("^[0-9]+$", id))
    ])
    error_message = "Numbers of repositories, or [\"none\"]."
  }

  validation {
    condition     = var.issuer != "token.actions.githubusercontent.com" || !contains(var.repository_ids, "none")
    error_message = "repository_ids = [\"none\"] is only for the issuer of a GitHub Enterprise Server."
  }
}

variable "environments" {
  type        = list(string)
  default     = []
  nullable    = false
  description = <<-EOT
    Optional, only for sign_in = "oidc". Besides subjects, the job must have one of these environments.
  EOT

  validation {
    condition     = alltrue([for name in var.environments : can(regex("^[^,\\s*?\"\\\\$]([^,*?\"\\\\$]*[^,\\s*?\"\\\\$])?$", name))])
    error_message = "Names of environments. No wildcards."
  }
}

variable "refs" {
  type        = list(string)
  default     = []
  nullable    = false
  description = <<-EOT
    Optional, only for sign_in = "oidc". Besides subjects, the workflow must run on one of these branches or tags,
    such as refs/heads/main. Useful with an environment, whose subject does not hold the branch.
  EOT

  validation {
    condition     = alltrue([for ref in var.refs : can(regex("^refs/(heads|tags)/[^:,\\s*?\"\\\\$]+$", ref))])
    error_message = "Full names such as refs/heads/main. No wildcards."
  }
}

variable "job_workflow_refs" {
  type        = list(string)
  default     = []
  nullable    = false
  description = <<-EOT
    Optional, only for sign_in = "oidc". Besides subjects, the job must be defined in one of these workflow files,
    such as a reusable workflow: OWNER/REPO/.github/workflows/FILE.yml@refs/heads/main.
  EOT

  validation {
    condition = alltrue([
      for ref in var.job_workflow_refs :
      can(regex("^[^/,\\s*?\"\\\\$]+/[^/,\\s*?\"\\\\$]+/\\.github/workflows/[^@,\\s*?\"\\\\$]+\\.ya?ml@[^,\\s*?\"\\\\$]+$", ref))
    ])
    error_message = "OWNER/REPO/.github/workflows/FILE.yml@refs/heads/main. No wildcards."
  }
}

variable "oidc_provider" {
  type        = string
  default     = "create"
  nullable    = false
  description = <<-EOT
    Only for sign_in = "oidc". An account can have only one OIDC provider for an issuer. existing: the account has
    it already, or another part of your configuration makes it. See with: aws iam list-open-id-connect-providers.
    With create, a destroy removes the provider, even when other roles have come to use it (see the README).
  EOT

  validation {
    condition     = contains(["create", "existing"], var.oidc_provider)
    error_message = "create or existing."
  }
}

variable "issuer" {
  type        = string
  default     = "token.actions.githubusercontent.com"
  nullable    = false
  description = <<-EOT
    Only for sign_in = "oidc". Who issues the tokens, without https://. An enterprise with an issuer of its own:
    token.actions.githubusercontent.com/ENTERPRISE. With data residency: token.actions.SUBDOMAIN.ghe.com. GitHub
    Enterprise Server: HOST/_services/token.
  EOT

  validation {
    condition = can(regex(
      "^(?:token\\.actions\\.githubusercontent\\.com(/[A-Za-z0-9-]+)?|token\\.actions\\.[a-z0-9-]+\\.ghe\\.com|[a-z0-9.-]+/_services/token)$",
      var.issuer,
    ))
    error_message = "token.actions.githubusercontent.com, the same with /ENTERPRISE, token.actions.SUBDOMAIN.ghe.com, or HOST/_services/token."
  }
}

variable "audience" {
  type        = string
  default     = ""
  nullable    = false
  description = <<-EOT
    Only for sign_in = "oidc". The audience of the token, equal to the input "audience" of the action. Empty:
    sts.amazonaws.com, in China sts.amazonaws.com.cn.
  EOT

  validation {
    condition     = can(regex("^[A-Za-z0-9.:/_-]*$", var.audience))
    error_message = "Letters, digits and . : / _ -"
  }
}
