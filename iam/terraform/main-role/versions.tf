terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source = "hashicorp/aws"
      # The first version that creates an OIDC provider without thumbprints.
      version = ">= 5.81"
    }
  }
}
