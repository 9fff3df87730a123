def biased(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
  # x [..., in] -> [..., out] in the type of x: weights that are trained are kept in fp32, also where bf16 is computed
  return torch.linear(x, torch.to(w, x.dtype), torch.to(b, x.dtype))
def onto(y: Tensor, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
  # y [T, out] + biased(x, w, b) for x [T, in]: the product is summed up where y and the bias already are, which takes
  # one way through memory where a product, its bias and a sum take two
  return torch.addmm_(y + torch.to(b, x.dtype), x, torch.t(torch.to(w, x.dtype)))
def few() -> int:
  # Up to so many tokens the weights are read as they are; more are multiplied with weights made wide again, which
  # costs the same for any number of tokens.
  return 8
def narrowed(w: Tensor) -> Tuple[Tensor, Tensor]:
  # [in, out] -> int8 of the same shape, and a scale an output [out] in bf16: w is about int8 * scale. The scale is
  # rounded first, so that both ways of `apply` mean the same weights.
  scale = torch.to(torch.clamp_min(torch.div(torch.amax(torch.abs(w), [0]), 127.), 1e-30), 15)
  narrow = torch.round(torch.div(w, torch.to(scale, w.dtype)))
  return (torch.to(torch.clamp(narrow, -127., 127.), 1), scale)
def apply(x: Tensor, w: Tensor, scale: Tensor) -> Tensor:
  # x [T, in] -> [T, out]; w [in, out], a view of [out, in], or the same of int8 with its scales
  if torch.ne(w.dtype, 1):
    return torch.mm(x, torch.to(w, x.dtype))
  if torch.le(x.size(0), __torch__.linear.few()):
    return torch.to(torch._weight_int8pack_mm(torch.to(x, 15), torch.t(w), scale), x.dtype)
  return torch.mm(x, torch.to(w, x.dtype)) * torch.to(scale, x.dtype)
def added(y: Tensor, x: Tensor, w: Tensor, scale: Tensor) -> Tensor:
  # y [T, out] and what `apply` makes of x, in one call where there is one: the sum need not go through memory
  if torch.ne(w.dtype, 1):
    return torch.addmm(y, x, torch.to(w, x.dtype))
  return y + __torch__.linear.apply(x, w, scale)
def halves(x: Tensor, w: Tensor, scale: Tensor) -> Tuple[Tensor, Tensor]:
  # Two layers that are kept as one. Of many tokens each has an output of its own, whose values lie side by side; of
  # few a call less is worth more.
  if torch.le(x.size(0), __torch__.linear.few()):
    y = __torch__.linear.apply(x, w, scale)
    m = torch.floordiv(y.size(1), 2)
    both = torch.split_with_sizes(y, [m, m], 1)
    return (both[0], both[1])
  two = torch.chunk(w, 2, 1)
  scales = torch.chunk(scale, 2)
  return (__torch__.linear.apply(x, two[0], scales[0]), __torch__.linear.apply(x, two[1], scales[1]))
