data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  oidc             = var.sign_in == "oidc"
  new_role         = var.sign_in != "existing-role"
  create_provider  = local.oidc && var.oidc_provider == "create"
  instance_profile = var.sign_in == "instance-profile"
  role_name        = local.new_role ? aws_iam_role.main[0].name : var.role_name
  provider_arn = one(concat(
    aws_iam_openid_connect_provider.github[*].arn,
    data.aws_iam_openid_connect_provider.github[*].arn,
  ))
}

module "policies" {
  source = "../policies/main-role"

  partition          = data.aws_partition.current.partition
  sign_in            = var.sign_in
  oidc_provider_arn  = local.provider_arn
  issuer             = var.issuer
  audience           = var.audience
  subjects           = var.subjects
  repository_ids     = var.repository_ids
  environments       = var.environments
  refs               = var.refs
  job_workflow_refs  = var.job_workflow_refs
  target_account_ids = var.target_account_ids
  organization_id    = var.organization_id
  target_role_names  = var.target_role_names
}

# IAM needs no thumbprint for GitHub's issuers.
resource "aws_iam_openid_connect_provider" "github" {
  count = local.create_provider ? 1 : 0

  url            = "https://${var.issuer}"
  client_id_list = [module.policies.audience]
}

data "aws_iam_openid_connect_provider" "github" {
  count = local.oidc && !local.create_provider ? 1 : 0

  url = "https://${var.issuer}"

  lifecycle {
    postcondition {
      condition     = contains(self.client_id_list, module.policies.audience)
      error_message = "The OIDC provider does not know the audience ${module.policies.audience}: aws iam add-client-id-to-open-id-connect-provider"
    }
  }
}

resource "aws_iam_role" "main" {
  count = local.new_role ? 1 : 0

  name = var.role_name
  path = var.role_path
  description = (
    local.oidc ? "Cross-account AMI signs in here by GitHub OIDC and assumes the target roles."
    : "Instance profile of a self-hosted runner, from which Cross-account AMI assumes the target roles."
  )
  max_session_duration = var.max_session_duration
  permissions_boundary = var.permissions_boundary_arn == "" ? null : var.permissions_boundary_arn
  tags                 = { "cross-account-ami:role" = "main" }
  assume_role_policy   = module.policies.trust
}

resource "aws_iam_instance_profile" "runner" {
  count = local.instance_profile ? 1 : 0

  name = var.role_name
  path = var.role_path
  role = local.role_name
}

resource "aws_iam_role_policy" "assume_target_roles" {
  name   = "cross-account-ami-assume-target-roles"
  role   = local.role_name
  policy = module.policies.assume_target_roles
}

resource "aws_iam_role_policy" "session_tags" {
  count = var.session_tags ? 1 : 0

  name   = "cross-account-ami-session-tags"
  role   = local.role_name
  policy = module.policies.session_tags
}
