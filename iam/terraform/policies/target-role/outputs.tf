output "trust" {
  description = "The trust policy of the target role, and of a prune role of its own."
  value       = jsonencode(local.trust)
}

output "read" {
  description = "What the target role may read."
  value       = jsonencode(local.read)
}

output "create" {
  description = "The images and snapshots that it may create."
  value       = jsonencode(local.create)
}

output "any_instance" {
  description = "It may create images of any instance: without instance_tag_key."
  value       = jsonencode(local.any_instance)
}

output "tagged_instances" {
  description = "It may create images of instances with the tag: with instance_tag_key."
  value       = jsonencode(local.tagged_instances)
}

output "prune_read" {
  description = "What a prune role of its own may read."
  value       = jsonencode(local.prune_read)
}

output "prune" {
  description = "The images and snapshots that the role which prunes may remove."
  value       = jsonencode(local.prune)
}

output "prune_checks" {
  description = "What that role looks up before it removes something."
  value       = jsonencode(local.prune_checks)
}
