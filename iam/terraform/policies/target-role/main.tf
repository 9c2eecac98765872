# Each statement is merged with the condition that limits it to regions, which is empty when none are named.
locals {
  images    = "arn:${var.partition}:ec2:*::image/*"
  snapshots = "arn:${var.partition}:ec2:*::snapshot/*"
  instances = "arn:${var.partition}:ec2:*:${var.account_id}:instance/*"

  in_regions            = length(var.regions) == 0 ? {} : { "ec2:Region" = var.regions }
  only_in_regions       = length(var.regions) == 0 ? {} : { Condition = { StringEquals = { "ec2:Region" = var.regions } } }
  only_asked_in_regions = length(var.regions) == 0 ? {} : { Condition = { StringEquals = { "aws:RequestedRegion" = var.regions } } }

  # Session tags stand in a statement of their own: sts:TagSession does not know the external id (Service Authorization
  # Reference, AWS Security Token Service).
  trust = {
    Version = "2012-10-17"
    Statement = concat(
      [
        merge(
          {
            Sid       = "MainRole"
            Effect    = "Allow"
            Principal = { AWS = var.main_role_arns }
            Action    = "sts:AssumeRole"
          },
          var.external_id == "" ? {} : { Condition = { StringEquals = { "sts:ExternalId" = var.external_id } } },
        ),
      ],
      [
        for statement in [
          {
            Sid       = "MainRoleTagsSessions"
            Effect    = "Allow"
            Principal = { AWS = var.main_role_arns }
            Action    = ["sts:SetSourceIdentity", "sts:TagSession"]
            Condition = { "ForAllValues:StringLike" = { "aws:TagKeys" = "cross-account-ami:*" } }
          },
        ] : statement if var.session_tags
      ],
    )
  }

  # EC2 has no resources to name for these: they only read, and take "*" alone.
  read = {
    Version = "2012-10-17"
    Statement = [
      merge(
        {
          Sid    = "Read"
          Effect = "Allow"
          Action = [
            "ec2:DescribeImages",
            "ec2:DescribeInstances",
            "ec2:DescribeInstanceStatus",
            "ec2:DescribeSnapshots",
            "ec2:DescribeVolumes",
          ]
          Resource = "*"
        },
        local.only_in_regions,
      ),
    ]
  }

  # CreateImage is checked against three kinds of resource: the instance, the new image and the new snapshots. The ARNs of
  # images and snapshots have an empty account field. A request that does not tag them as an image of one of the
  # repositories is denied.
  create = {
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "CreateOnlyTaggedImages"
        Effect   = "Allow"
        Action   = "ec2:CreateImage"
        Resource = [local.images, local.snapshots]
        Condition = {
          Null = {
            "aws:RequestTag/cross-account-ami:run-key"     = "false"
            "aws:RequestTag/cross-account-ami:instance-id" = "false"
          }
          StringEquals = merge(
            { "aws:RequestTag/cross-account-ami:repository-id" = var.repository_ids },
            local.in_regions,
          )
        }
      },
      {
        Sid      = "TagOnlyWhileCreating"
        Effect   = "Allow"
        Action   = "ec2:CreateTags"
        Resource = [local.images, local.snapshots]
        Condition = {
          StringEquals = merge({ "ec2:CreateAction" = "CreateImage" }, local.in_regions)
        }
      },
    ]
  }

  any_instance = {
    Version = "2012-10-17"
    Statement = [
      merge(
        {
          Sid      = "CreateImageOfAnyInstance"
          Effect   = "Allow"
          Action   = "ec2:CreateImage"
          Resource = local.instances
        },
        local.only_in_regions,
      ),
    ]
  }

  tagged_instances = {
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "CreateImageOfTaggedInstances"
        Effect   = "Allow"
        Action   = "ec2:CreateImage"
        Resource = local.instances
        Condition = {
          StringEquals = { "aws:ResourceTag/${var.instance_tag_key}" = var.instance_tag_value }
          StringLike   = { "ec2:Region" = length(var.regions) == 0 ? ["*"] : var.regions }
        }
      },
    ]
  }
}
