def silu(gate: Tensor, up: Tensor) -> Tensor:
  # silu(gate) * up (Shazeer 2020, "GLU Variants Improve Transformer"); both [T, M], and overwritten unless gradients
  # look at them again: what was just written is near.
  if torch.__or__(ops.prim.requires_grad(gate), ops.prim.requires_grad(up)):
    return torch.silu(gate) * up
  return torch.mul_(torch.silu_(gate), up)
