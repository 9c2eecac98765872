locals {
  # An image or a snapshot of another owner, or without our tags and the number of a repository, cannot be touched, whatever
  # the action asks for.
  is_ours      = { "aws:ResourceTag/cross-account-ami:run-key" = "false" }
  repositories = { "aws:ResourceTag/cross-account-ami:repository-id" = var.repository_ids }
  owned        = merge(local.repositories, { "ec2:Owner" = var.account_id }, local.in_regions)

  prune_read = {
    Version = "2012-10-17"
    Statement = [
      merge(
        {
          Sid    = "Read"
          Effect = "Allow"
          Action = [
            "ec2:DescribeImages",
            "ec2:DescribeInstances",
            "ec2:DescribeSnapshots",
          ]
          Resource = "*"
        },
        local.only_in_regions,
      ),
    ]
  }

  prune = {
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DeregisterOurImages"
        Effect    = "Allow"
        Action    = "ec2:DeregisterImage"
        Resource  = local.images
        Condition = { Null = local.is_ours, StringEquals = local.owned }
      },
      # Deregistering deletes the snapshots too, in one call: EC2 asks for this right on each of them.
      {
        Sid       = "DeleteOurSnapshots"
        Effect    = "Allow"
        Action    = "ec2:DeleteSnapshot"
        Resource  = local.snapshots
        Condition = { Null = local.is_ours, StringEquals = local.owned }
      },
    ]
  }

  prune_checks = {
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "SeeWhomOurImagesAreSharedWith"
        Effect    = "Allow"
        Action    = "ec2:DescribeImageAttribute"
        Resource  = local.images
        Condition = { Null = local.is_ours, StringEquals = merge(local.repositories, local.in_regions) }
      },
      # Neither EC2 nor Auto Scaling has resources to name for these: they only read, and take "*" alone.
      merge(
        {
          Sid    = "SeeWhatUsesImages"
          Effect = "Allow"
          Action = [
            "ec2:DescribeImageReferences",
            "autoscaling:DescribeAutoScalingGroups",
            "autoscaling:DescribeLaunchConfigurations",
          ]
          Resource = "*"
        },
        local.only_asked_in_regions,
      ),
      # What keeps a snapshot, and for the input "loose-after" which images can still be restored. They only read, too.
      merge(
        {
          Sid    = "SeeWhatHoldsSnapshots"
          Effect = "Allow"
          Action = [
            "ec2:DescribeFastSnapshotRestores",
            "ec2:DescribeLockedSnapshots",
            "ec2:ListImagesInRecycleBin",
          ]
          Resource = "*"
        },
        local.only_asked_in_regions,
      ),
      # EC2 looks these up in the name of the role when DescribeImageReferences is called, and at no other time. AWS has
      # the same list as the managed policy AmazonEC2ImageReferencesAccessPolicy.
      {
        Sid    = "LetEC2LookForReferences"
        Effect = "Allow"
        Action = [
          "ec2:DescribeInstances",
          "ec2:DescribeLaunchTemplates",
          "ec2:DescribeLaunchTemplateVersions",
          "imagebuilder:GetContainerRecipe",
          "imagebuilder:ListContainerRecipes",
          "imagebuilder:ListImageRecipes",
          "ssm:DescribeParameters",
          "ssm:GetParameters",
        ]
        Resource  = "*"
        Condition = { "ForAnyValue:StringEquals" = { "aws:CalledVia" = "ec2-images.amazonaws.com" } }
      },
    ]
  }
}
