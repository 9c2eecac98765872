"""AWS on loopback: moto's EC2 with what an image backup depends on, and an STS that checks what AWS checks."""
