output "main_role_arn" {
  description = "For main_role_arns of the module target-role. With sign_in = \"oidc\" also the input \"role-to-assume\" of the action; otherwise that input stays empty."
  value = local.new_role ? aws_iam_role.main[0].arn : join("", [
    "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}",
    ":role${var.role_path}${var.role_name}",
  ])
}

output "main_role_name" {
  description = "For attach_to_role_name of the module target-role, with the target self."
  value       = local.role_name
}

output "oidc_provider_arn" {
  description = "ARN of the GitHub OIDC provider; null without one."
  value       = local.provider_arn
}

output "instance_profile_name" {
  description = "The instance profile for the runner's EC2 instance; null without one."
  value       = one(aws_iam_instance_profile.runner[*].name)
}
