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
  # Written out: the compiler takes a call of the fused operator on lists made here for dead code.
  for i in range(len(parameters)):
    p = torch.detach(parameters[i])
    g = gradients[i]
    t = float(torch.add_(steps[i], 1))
    first = torch.div(torch.add_(torch.mul_(m[i], 0.9), g, alpha=0.1), 1. - 0.9 ** t)
    second = torch.div(torch.addcmul_(torch.mul_(v[i], beta2), g, g, value=1. - beta2), 1. - beta2 ** t)
    if torch.gt(torch.dim(p), 1):
      torch.mul_(p, 1. - rate * decay)
    torch.addcdiv_(p, first, torch.sqrt(second) + 1e-08, value=torch.neg(rate))
  return len(parameters)
def orthogonal(g: Tensor, half: bool) -> Tensor:
  # Five Newton-Schulz steps towards the nearest matrix whose singular values are all one (Jordan 2024). They bear bf16.
  x = g
  if half:
    x = torch.to(g, 15)
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
  return torch.to(x, g.dtype)
def muon(parameters: List[Tensor], gradients: List[Tensor], m: List[Tensor], rate: float, decay: float, half: bool) -> int:
  # One Muon step in place: momentum, made orthogonal, scaled to the size of an AdamW step so that both
  # share one learning rate (Liu et al. 2025). For the matrices of hidden layers.
  for i in range(len(parameters)):
    g = gradients[i]
    torch.add_(torch.mul_(m[i], 0.95), g)
    update = __torch__.optim.orthogonal(torch.add(g, m[i], alpha=0.95), half)
    p = torch.detach(parameters[i])
    side = ops.prim.max(p.size(0), p.size(1))
    torch.mul_(p, 1. - rate * decay)
    torch.sub_(p, update, alpha=rate * 0.2 * torch.sqrt(float(side)))
  return len(parameters)
def step(parameters: List[Tensor], gradients: List[Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor], rate: float, decay: float, first: int, end: int, use_muon: bool, half: bool) -> int:
  # One step over all parameters: Muon for the matrices among those from index `first` up to `end`, AdamW
  # for the rest: embeddings, heads, norms and biases. half: whether Muon multiplies in bf16.
  pa = annotate(List[Tensor], [])
  ga = annotate(List[Tensor], [])
  ma = annotate(List[Tensor], [])
  va = annotate(List[Tensor], [])
  sa = annotate(List[Tensor], [])
  pm = annotate(List[Tensor], [])
  gm = annotate(List[Tensor], [])
  mm = annotate(List[Tensor], [])
  for i in range(len(parameters)):
    hidden = torch.__and__(torch.__and__(torch.ge(i, first), torch.lt(i, end)), torch.eq(torch.dim(parameters[i]), 2))
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
  n = __torch__.optim.muon(pm, gm, mm, rate, decay, half)
  return __torch__.optim.adamw(pa, ga, ma, va, sa, rate, decay, 0.98)
def restore(parameters: List[Tensor], saved: Dict[str, Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor]) -> int:
  # Makes parameters trainable, and their optimizer state from a checkpoint, or new.
  for i in range(len(parameters)):
    p = parameters[i]
    _0 = torch.requires_grad_(p, True)
    torch.append(m, torch.zeros_like(p))
    torch.append(v, torch.zeros_like(p))
    key = torch.format("optimizer.m.{}", i)
    if torch.__contains__(saved, key):
      # They lie as the parameter does, like new ones: numbers that lie in another order are rounded in another way
      _1 = torch.copy_(m[i], saved[key])
      _2 = torch.copy_(v[i], saved[torch.format("optimizer.v.{}", i)])
      torch.append(steps, saved["optimizer.steps"] + 0.)
    else:
      torch.append(steps, torch.zeros([]))
  return len(parameters)
def keep(named: Dict[str, Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor]) -> int:
  # Adds the optimizer's state to what a checkpoint holds. All parameters have made equally many steps, but
  # those that Muon trains do not count theirs: the last, an AdamW one, does.
  for i in range(len(m)):
    named[torch.format("optimizer.m.{}", i)] = m[i]
    named[torch.format("optimizer.v.{}", i)] = v[i]
  named["optimizer.steps"] = steps[-1]
  return len(m)
