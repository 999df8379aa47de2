"""What happens with an agreement in force: values and their evidence, steps, mid-year check, evaluation."""
