def floor(eps: float, like: Tensor) -> Tensor:
  # [1]: what `rms` adds, made once for all layers; a number would become a tensor in every call
  return torch.full([1], eps, dtype=like.dtype, device=ops.prim.device(like))
def rms(x: Tensor, w: Tensor, eps: float, floor: Tensor) -> Tensor:
  # x [T, D] over the root of its mean square, times w [D] (Zhang and Sennrich 2019, "Root Mean Square Layer
  # Normalization"). libtorch's own form goes over x once for each of its steps, of bf16 with a wide copy before and
  # a narrow one behind, and again for the gradients of each. Wide is what it must be where bf16 is served.
  D = x.size(1)
  w = torch.to(w, x.dtype)
  learnt = ops.prim.requires_grad(x)
  if torch.__and__(torch.eq(x.dtype, 15), torch.__not__(learnt)):
    return torch.rms_norm(x, [D], w, eps)
  length = torch.linalg_vector_norm(x, 2, [-1], True)
  y = x * torch.rsqrt(torch.addcmul(floor, length, length, value=torch.div(1., float(D))))
  if learnt:
    return y * w
  return torch.mul_(y, w)
