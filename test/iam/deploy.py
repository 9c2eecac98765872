"""The templates of iam/ deployed, updated and removed on moto's CloudFormation, alone and as a StackSet.

moto gets a copy in which all conditions are decided: at an update it neither adds, changes nor removes what depends on one, and it
keeps `NoValue` in a list as null. It has no OIDC provider to create, so the account has one here, and it does not check parameters;
test/iam/parameters.test.ts does.
"""

import json
import sys
from pathlib import Path

import boto3
from cfnlint.decode import cfn_yaml
from moto import mock_aws

IAM = Path(__file__).parents[2] / "iam"
REGION = "eu-west-1"
MAIN, TARGET = "111111111111", "222222222222"
MAIN_ROLE = f"arn:aws:iam::{MAIN}:role/cross-account-ami-main"
NO_VALUE = {"Ref": "AWS::NoValue"}


def holds(condition, conditions, values):
    [(name, argument)] = condition.items()
    if name == "Condition":
        return holds(conditions[argument], conditions, values)
    if name == "Fn::Equals":
        left, right = (values.get(item["Ref"], "aws") if isinstance(item, dict) else item for item in argument)
        return left == right
    each = [holds(item, conditions, values) for item in argument]
    return {"Fn::And": all(each), "Fn::Or": any(each), "Fn::Not": not each[0]}[name]


def body(name, given):
    """The template with what is there for these parameters, and no more."""
    template = json.loads(json.dumps(cfn_yaml.load(str(IAM / f"{name}.yaml"))))
    values = {key: parameter.get("Default") for key, parameter in template["Parameters"].items()} | given
    conditions = {**template["Conditions"], "_": {"Fn::Equals": ["", ""]}}
    is_true = lambda condition: holds(conditions[condition], conditions, values)
    for part in ("Resources", "Outputs"):
        items = template[part].items()
        template[part] = {key: item for key, item in items if is_true(item.pop("Condition", None) or "_")}
    return json.dumps(decided(template, is_true))


def decided(node, is_true):
    """Each `Fn::If` by what it stands for; NoValue is left out."""
    if isinstance(node, dict) and "Fn::If" in node:
        condition, yes, no = node["Fn::If"]
        return decided(yes if is_true(condition) else no, is_true)
    if isinstance(node, dict):
        values = {key: decided(value, is_true) for key, value in node.items()}
        return {key: value for key, value in values.items() if value != NO_VALUE}
    if isinstance(node, list):
        return [value for item in node if (value := decided(item, is_true)) != NO_VALUE]
    return node


def client(service, account):
    """moto takes the account from a header."""
    made = boto3.client(service, region_name=REGION, aws_access_key_id="key", aws_secret_access_key="secret")
    made.meta.events.register(
        "before-call.*.*", lambda params, **_: params["headers"].update({"x-moto-account-id": account})
    )
    return made


def stack(template, given):
    parameters = [{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()]
    return {"TemplateBody": body(template, given), "Parameters": parameters}


def roles(account):
    """Each role's path and name with the names of its policies."""
    iam = client("iam", account)
    found = iam.list_roles()["Roles"]
    return {
        role["Path"] + role["RoleName"]: sorted(iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"])
        for role in found
        if role["RoleName"].startswith(("cross-account-ami", "runner"))
    }


def expect(found, wanted, what):
    if found != wanted:
        sys.exit(f"{what}\n  found:  {found}\n  wanted: {wanted}")
    print(f"ok  {what}", flush=True)


CREATING = ["any-instance", "create", "read"]
PRUNING = ["prune", "prune-checks"]


def policies(*kinds):
    return sorted(f"cross-account-ami-{kind}-777" for kind in kinds)


def two_deployments():
    main, target = client("cloudformation", MAIN), client("cloudformation", TARGET)
    given = {
        "Subjects": "repo:OWNER/REPO:ref:refs/heads/main",
        "RepositoryIds": "777",
        "OidcProvider": "existing",
        "TargetAccountIds": TARGET,
    }
    main.create_stack(StackName="main", **stack("main-role", given))
    expect(roles(MAIN), {"/cross-account-ami-main": ["cross-account-ami-assume-target-roles"]}, "main role")
    outputs = main.describe_stacks(StackName="main")["Stacks"][0]["Outputs"]
    arn = {output["OutputKey"]: output["OutputValue"] for output in outputs}["MainRoleArn"]
    expect(arn, MAIN_ROLE, "its ARN, for the targets")
    trust = client("iam", MAIN).get_role(RoleName="cross-account-ami-main")["Role"]["AssumeRolePolicyDocument"]
    claims = trust["Statement"][0]["Condition"]["StringEquals"]
    expect(claims["token.actions.githubusercontent.com:repository_id"], ["777"], "its trust policy")

    given = {"MainRoleArns": arn, "RepositoryIds": "777"}
    target.create_stack(StackName="target", **stack("target-role", given))
    expect(roles(TARGET), {"/cross-account-ami": policies(*CREATING)}, "target role")

    for prune, wanted in {
        "same-role": {"/cross-account-ami": policies(*CREATING, *PRUNING)},
        "own-role": {
            "/cross-account-ami": policies(*CREATING),
            "/cross-account-ami-prune": policies("prune-read", *PRUNING),
        },
        "no": {"/cross-account-ami": policies(*CREATING)},
    }.items():
        target.update_stack(StackName="target", **stack("target-role", {**given, "Prune": prune}))
        expect(roles(TARGET), wanted, f"updated to Prune={prune}")

    target.delete_stack(StackName="target")
    main.delete_stack(StackName="main")
    expect([roles(TARGET), roles(MAIN)], [{}, {}], "both removed")


def runner():
    given = {"SignIn": "instance-profile", "TargetAccountIds": TARGET, "RolePath": "/ci/"}
    cloudformation = client("cloudformation", MAIN)
    cloudformation.create_stack(StackName="main", **stack("main-role", given))
    profiles = client("iam", MAIN).list_instance_profiles()["InstanceProfiles"]
    expect([profile["Path"] for profile in profiles], ["/ci/"], "instance profile")
    cloudformation.delete_stack(StackName="main")


def existing_role():
    client("iam", MAIN).create_role(RoleName="runner", AssumeRolePolicyDocument="{}")
    given = {"SignIn": "existing-role", "RoleName": "runner", "TargetAccountIds": TARGET}
    cloudformation = client("cloudformation", MAIN)
    cloudformation.create_stack(StackName="main", **stack("main-role", given))
    for repository in ("777", "888"):
        own = {"AttachToRoleName": "runner", "RepositoryIds": repository, "Prune": "same-role"}
        name = f"self-{repository}"
        cloudformation.create_stack(StackName=name, **stack("target-role", own))
    expect(len(roles(MAIN)["/runner"]), 11, "an existing role with the policies of three stacks")
    for name in ("self-888", "self-777", "main"):
        cloudformation.delete_stack(StackName=name)
    expect(roles(MAIN), {"/runner": []}, "and without them again")


def stack_set():
    organizations = client("organizations", MAIN)
    organizations.create_organization(FeatureSet="ALL")
    root = organizations.list_roots()["Roots"][0]["Id"]
    unit = organizations.create_organizational_unit(ParentId=root, Name="production")["OrganizationalUnit"]["Id"]
    accounts = []
    for name in ("shop", "bank"):
        status = organizations.create_account(AccountName=name, Email=f"{name}@example.com")["CreateAccountStatus"]
        accounts.append(status["AccountId"])
        organizations.move_account(AccountId=status["AccountId"], SourceParentId=root, DestinationParentId=unit)
    cloudformation = client("cloudformation", MAIN)
    given = {"MainRoleArns": MAIN_ROLE, "RepositoryIds": "777"}
    one = {"StackSetName": "set", "DeploymentTargets": {"OrganizationalUnitIds": [unit]}, "Regions": [REGION]}
    cloudformation.create_stack_set(
        StackSetName="set",
        **stack("target-role", given),
        PermissionModel="SERVICE_MANAGED",
        AutoDeployment={"Enabled": True, "RetainStacksOnAccountRemoval": False},
    )
    cloudformation.create_stack_instances(**one)
    wanted = {"/cross-account-ami": policies(*CREATING)}
    expect([roles(account) for account in accounts], [wanted, wanted], "a StackSet for two accounts")

    # moto changes the set, and no stack of it.
    update = stack("target-role", {**given, "Prune": "same-role"})
    cloudformation.update_stack_set(StackSetName="set", **update)
    changed = cloudformation.describe_stack_set(StackSetName="set")["StackSet"]["Parameters"]
    expect({item["ParameterKey"]: item["ParameterValue"] for item in changed}["Prune"], "same-role", "updated")
    remove = {"StackSetName": "set", "Accounts": accounts, "Regions": [REGION], "RetainStacks": False}
    cloudformation.delete_stack_instances(**remove)
    cloudformation.delete_stack_set(StackSetName="set")
    expect([roles(account) for account in accounts], [{}, {}], "removed")


for story in (two_deployments, runner, existing_role, stack_set):
    with mock_aws():
        story()
