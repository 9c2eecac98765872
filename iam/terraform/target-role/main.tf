data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

module "policies" {
  source = "../policies/target-role"

  partition          = data.aws_partition.current.partition
  account_id         = data.aws_caller_identity.current.account_id
  main_role_arns     = var.main_role_arns
  external_id        = var.external_id
  session_tags       = var.session_tags
  repository_ids     = var.repository_ids
  instance_tag_key   = var.instance_tag_key
  instance_tag_value = var.instance_tag_value
  regions            = var.regions
}

locals {
  new_role       = var.attach_to_role_name == ""
  own_prune_role = var.prune == "own-role"
  boundary       = var.permissions_boundary_arn == "" ? null : var.permissions_boundary_arn

  create_policies = {
    read   = module.policies.read
    create = module.policies.create
  }
  instance_policies = var.instance_tag_key == "" ? { any-instance = module.policies.any_instance } : {
    tagged-instances = module.policies.tagged_instances
  }
  prune_policies = {
    prune        = module.policies.prune
    prune-checks = module.policies.prune_checks
  }
  target_policies = merge(
    local.create_policies,
    local.instance_policies,
    var.prune == "same-role" ? local.prune_policies : {},
  )
  prune_role_policies = local.own_prune_role ? merge({ prune-read = module.policies.prune_read }, local.prune_policies) : {}
}

resource "aws_iam_role" "target" {
  count = local.new_role ? 1 : 0

  name        = var.role_name
  path        = var.role_path
  description = "Cross-account AMI creates images of this account's instances with it."
  # AWS limits a session that one role opens from another to one hour, whatever stands here.
  max_session_duration = 3600
  permissions_boundary = local.boundary
  tags                 = { "cross-account-ami:role" = "target" }
  assume_role_policy   = module.policies.trust
}

resource "aws_iam_role" "prune" {
  count = local.own_prune_role ? 1 : 0

  name                 = var.prune_role_name
  path                 = var.role_path
  description          = "Cross-account AMI removes old images of this account with it."
  max_session_duration = 3600
  permissions_boundary = local.boundary
  tags                 = { "cross-account-ami:role" = "prune" }
  assume_role_policy   = module.policies.trust
}

# The name of each policy holds the number of the (first) repository, so that two modules can give their policies to one
# role.
resource "aws_iam_role_policy" "target" {
  for_each = local.target_policies

  name   = "cross-account-ami-${each.key}-${var.repository_ids[0]}"
  role   = local.new_role ? aws_iam_role.target[0].name : var.attach_to_role_name
  policy = each.value
}

resource "aws_iam_role_policy" "prune" {
  for_each = local.prune_role_policies

  name   = "cross-account-ami-${each.key}-${var.repository_ids[0]}"
  role   = aws_iam_role.prune[0].name
  policy = each.value
}
