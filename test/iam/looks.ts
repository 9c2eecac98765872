/** What EC2 looks up in the caller's name within DescribeImageReferences (EC2 User Guide, "Identify your resources referencing specified AMIs"). */
export const dependentLooks: readonly string[] = [
  'ec2:DescribeInstances',
  'ec2:DescribeLaunchTemplates',
  'ec2:DescribeLaunchTemplateVersions',
  'imagebuilder:GetContainerRecipe',
  'imagebuilder:ListContainerRecipes',
  'imagebuilder:ListImageRecipes',
  'ssm:DescribeParameters',
  'ssm:GetParameters',
];
