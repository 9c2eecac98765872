# The module main-role checks these values. Whoever calls this module directly checks them.

variable "partition" {
  type        = string
  description = "The partition of the account: aws, aws-cn, aws-us-gov."
}

variable "sign_in" {
  type        = string
  description = "oidc, instance-profile or existing-role."
}

variable "oidc_provider_arn" {
  type        = string
  default     = null
  description = "Only for sign_in = \"oidc\". ARN of the OIDC provider of the issuer."
}

variable "issuer" {
  type        = string
  default     = "token.actions.githubusercontent.com"
  description = "Only for sign_in = \"oidc\". Who issues the tokens, without https://."
}

variable "audience" {
  type        = string
  default     = ""
  description = "Only for sign_in = \"oidc\". Empty: the audience that AWS names for the partition."
}

variable "subjects" {
  type        = list(string)
  default     = []
  description = "Only for sign_in = \"oidc\". The exact sub claims to trust."
}

variable "repository_ids" {
  type        = list(string)
  default     = []
  description = "Only for sign_in = \"oidc\". The numbers of the repositories, or [\"none\"]."
}

variable "environments" {
  type        = list(string)
  default     = []
  description = "Only for sign_in = \"oidc\". The job must have one of these environments. Empty: any or none."
}

variable "refs" {
  type        = list(string)
  default     = []
  description = "Only for sign_in = \"oidc\". The workflow must run on one of these branches or tags. Empty: any."
}

variable "job_workflow_refs" {
  type        = list(string)
  default     = []
  description = "Only for sign_in = \"oidc\". The job must be defined in one of these workflow files. Empty: any."
}

variable "target_account_ids" {
  type        = list(string)
  default     = []
  description = "The target accounts. Not used with organization_id."
}

variable "organization_id" {
  type        = string
  default     = ""
  description = "Instead of target_account_ids, every account of this organization."
}

variable "target_role_names" {
  type        = list(string)
  description = "Names (or path/name) of the roles in the target accounts."
}
