# The module target-role checks these values. Whoever calls this module directly checks them.

variable "partition" {
  type        = string
  description = "The partition of the account: aws, aws-cn, aws-us-gov."
}

variable "account_id" {
  type        = string
  description = "The number of the target account."
}

variable "main_role_arns" {
  type        = list(string)
  default     = []
  description = "ARNs of the main roles, the only ones that may assume the roles."
}

variable "external_id" {
  type        = string
  default     = ""
  description = "A text that must come with every sign-in. Empty: none."
}

variable "session_tags" {
  type        = bool
  default     = false
  description = "Whether the main roles may send session tags and a source identity."
}

variable "repository_ids" {
  type        = list(string)
  description = "The numbers of the repositories that make images here."
}

variable "instance_tag_key" {
  type        = string
  default     = ""
  description = "Images may be created only of instances with this tag. Empty: of any instance."
}

variable "instance_tag_value" {
  type        = string
  default     = ""
  description = "The value that the tag must have."
}

variable "regions" {
  type        = list(string)
  default     = []
  description = "The only regions in which the roles may do anything. Empty: all regions."
}
