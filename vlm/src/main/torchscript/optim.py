def gradients(loss: Tensor, parameters: List[Tensor]) -> List[Tensor]:
  # The gradient of a scalar with respect to each parameter; zeros where it does not depend on one.
  result = annotate(List[Tensor], [])
  found = torch.grad([loss], parameters, allow_unused=True)
  for i in range(len(parameters)):
    g = found[i]
    if torch.__is__(g, None):
      torch.append(result, torch.zeros_like(parameters[i]))
    else:
      torch.append(result, unchecked_cast(Tensor, g))
  return result
def clip(gradients: List[Tensor], limit: float) -> Tensor:
  # Scales all gradients, in place, so that their global norm is at most `limit`; returns the norm before.
  norms = annotate(List[Tensor], [])
  for g in gradients:
    torch.append(norms, torch.linalg_vector_norm(g))
  norm = torch.linalg_vector_norm(torch.stack(norms))
  scale = torch.clamp(torch.reciprocal(norm + 1e-06) * limit, None, 1.)
  for g in gradients:
    torch.mul_(g, scale)
  return norm
def adamw(parameters: List[Tensor], gradients: List[Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor], rate: float, decay: float, beta2: float) -> int:
  # One AdamW step in place (Loshchilov and Hutter 2019). Matrices decay; biases, norms and gains do not.
  for t in steps:
    torch.add_(t, 1)
  for decays in [True, False]:
    p = annotate(List[Tensor], [])
    g = annotate(List[Tensor], [])
    a = annotate(List[Tensor], [])
    b = annotate(List[Tensor], [])
    s = annotate(List[Tensor], [])
    for i in range(len(parameters)):
      matrix = torch.gt(torch.dim(parameters[i]), 1)
      if torch.eq(matrix, decays):
        torch.append(p, parameters[i])
        torch.append(g, gradients[i])
        torch.append(a, m[i])
        torch.append(b, v[i])
        torch.append(s, steps[i])
    weight_decay = 0.
    if decays:
      weight_decay = decay
    if torch.gt(len(p), 0):
      torch._fused_adamw_(p, g, a, b, annotate(List[Tensor], []), s, lr=rate, beta1=0.9, beta2=beta2, weight_decay=weight_decay, eps=1e-08, amsgrad=False, maximize=False)
  return len(parameters)
def orthogonal(g: Tensor) -> Tensor:
  # Five Newton-Schulz steps towards the nearest matrix whose singular values are all one (Jordan 2024).
  x = g
  wide = torch.le(g.size(0), g.size(1))
  if torch.__not__(wide):
    x = torch.t(x)
  x = torch.div(x, torch.linalg_vector_norm(x) + 1e-07)
  for i in range(5):
    a = torch.mm(x, torch.t(x))
    b = torch.add(a * -4.775, torch.mm(a, a), alpha=2.0315)
    x = torch.add(torch.mm(b, x), x, alpha=3.4445)
  if torch.__not__(wide):
    x = torch.t(x)
  return x
def muon(parameters: List[Tensor], gradients: List[Tensor], m: List[Tensor], rate: float, decay: float) -> int:
  # One Muon step in place: momentum, made orthogonal, scaled to the size of an AdamW step so that both
  # share one learning rate (Liu et al. 2025). For the matrices of hidden layers.
  for i in range(len(parameters)):
    g = gradients[i]
    torch.add_(torch.mul_(m[i], 0.95), g)
    update = __torch__.optim.orthogonal(torch.add(g, m[i], alpha=0.95))
    p = torch.detach(parameters[i])
    side = ops.prim.max(p.size(0), p.size(1))
    torch.mul_(p, 1. - rate * decay)
    torch.sub_(p, update, alpha=rate * 0.2 * torch.sqrt(float(side)))
  return len(parameters)
def step(parameters: List[Tensor], gradients: List[Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor], rate: float, decay: float, first: int, use_muon: bool) -> int:
  # One step over all parameters: Muon for the matrices from index `first` on but the last one, the
  # head's; AdamW for the rest.
  pa = annotate(List[Tensor], [])
  ga = annotate(List[Tensor], [])
  ma = annotate(List[Tensor], [])
  va = annotate(List[Tensor], [])
  sa = annotate(List[Tensor], [])
  pm = annotate(List[Tensor], [])
  gm = annotate(List[Tensor], [])
  mm = annotate(List[Tensor], [])
  last = len(parameters) - 2
  for i in range(len(parameters)):
    hidden = torch.__and__(torch.__and__(torch.ge(i, first), torch.lt(i, last)), torch.eq(torch.dim(parameters[i]), 2))
    if torch.__and__(hidden, use_muon):
      torch.append(pm, parameters[i])
      torch.append(gm, gradients[i])
      torch.append(mm, m[i])
    else:
      torch.append(pa, parameters[i])
      torch.append(ga, gradients[i])
      torch.append(ma, m[i])
      torch.append(va, v[i])
      torch.append(sa, steps[i])
  n = __torch__.optim.muon(pm, gm, mm, rate, decay)
  return __torch__.optim.adamw(pa, ga, ma, va, sa, rate, decay, 0.98)
