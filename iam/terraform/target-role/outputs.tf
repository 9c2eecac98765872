output "target_role_arn" {
  description = "ARN of the target role; null with attach_to_role_name. Its path and name are the input \"target-role\" of the action."
  value       = one(aws_iam_role.target[*].arn)
}

output "prune_role_arn" {
  description = "ARN of the role that prunes; null without one. Its path and name are the input \"target-role\" of a step with \"mode: prune\"."
  value       = one(aws_iam_role.prune[*].arn)
}
