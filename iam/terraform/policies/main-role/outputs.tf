output "trust" {
  description = "The trust policy of the main role. An existing role keeps its own: null."
  value = (
    var.sign_in == "oidc" ? jsonencode(local.trust_oidc) :
    var.sign_in == "instance-profile" ? jsonencode(local.trust_instance_profile) :
    null
  )
}

output "audience" {
  description = "The audience that the token must have."
  value       = local.audience
}

output "assume_target_roles" {
  description = "What the main role may do: assume the target roles."
  value       = jsonencode(local.assume_target_roles)
}

output "session_tags" {
  description = "What it may do besides when it sends session tags and a source identity."
  value       = jsonencode(local.session_tags)
}
