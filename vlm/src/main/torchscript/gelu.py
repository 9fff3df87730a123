def by_tanh(x: Tensor) -> Tensor:
  # GELU in the form by tanh, x (1 + tanh z) / 2 with z = sqrt(2 / pi) (x + 0.044715 x^3). On a CPU libtorch takes as
  # long for it as for the product of matrices before it. It is x sigmoid(2 z) as well, in steps that are vectorised.
  # bf16 cannot tell it from the form by erf, which takes half as long there.
  if torch.eq(x.dtype, 15):
    return torch.gelu(x)
  if torch.__or__(ops.prim.requires_grad(x), torch.ne(ops.prim.device(x), torch.device("cpu"))):
    return torch.gelu(x, approximate="tanh")
  z2 = torch.mul_(torch.add_(torch.mul_(x * x, 0.07135481282553), 1.5957691216057308), x)
  return torch.mul_(torch.sigmoid_(z2), x)
