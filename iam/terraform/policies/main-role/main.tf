locals {
  china    = var.partition == "aws-cn"
  audience = var.audience != "" ? var.audience : local.china ? "sts.amazonaws.com.cn" : "sts.amazonaws.com"

  # All claims must match. "sub" says which branch or environment, "repository_id" says which repository even when a name
  # is given up and taken by somebody else, "aud" says that the token was made for AWS.
  optional_claims = {
    "${var.issuer}:repository_id"    = contains(var.repository_ids, "none") ? [] : var.repository_ids
    "${var.issuer}:environment"      = var.environments
    "${var.issuer}:ref"              = var.refs
    "${var.issuer}:job_workflow_ref" = var.job_workflow_refs
  }

  trust_oidc = {
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "GitHubWorkflow"
        Effect    = "Allow"
        Principal = { Federated = var.oidc_provider_arn }
        Action    = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          StringEquals = merge(
            {
              "${var.issuer}:aud" = local.audience
              "${var.issuer}:sub" = var.subjects
            },
            { for claim, values in local.optional_claims : claim => values if length(values) > 0 },
          )
        }
      },
    ]
  }

  trust_instance_profile = {
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "RunnerInstance"
        Effect    = "Allow"
        Principal = { Service = local.china ? "ec2.amazonaws.com.cn" : "ec2.amazonaws.com" }
        Action    = "sts:AssumeRole"
      },
    ]
  }

  # The same role names in every listed account. The accounts stand in a condition, so that several hundred of them fit
  # into the policy. The trust policy of each target role is the second lock. No role reaches into another partition, so
  # the wildcard there opens nothing.
  target_roles = [for name in var.target_role_names : "arn:*:iam::*:role/${name}"]
  in_targets = var.organization_id != "" ? { "aws:ResourceOrgID" = [var.organization_id] } : {
    "aws:ResourceAccount" = var.target_account_ids
  }

  assume_target_roles = {
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AssumeTargetRoles"
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Resource  = local.target_roles
        Condition = { StringEquals = local.in_targets }
      },
    ]
  }

  # Both open nothing without AssumeRole, which has the condition on the accounts: AWS does not say that it fills that key
  # for these two. Of the tags of a session it may set only ours.
  session_tags = {
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "TagTargetSessions"
        Effect   = "Allow"
        Action   = ["sts:SetSourceIdentity", "sts:TagSession"]
        Resource = local.target_roles
        Condition = {
          "ForAllValues:StringLike" = { "aws:TagKeys" = "cross-account-ami:*" }
        }
      },
    ]
  }
}
