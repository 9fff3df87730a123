import __torch__.optim
class OptimProbe(Module):
  # Minimises the sum of squares of a matrix and a vector, for the tests of the optimizer.
  __parameters__ = []
  __buffers__ = []
  training : bool
  p : List[Tensor]
  m : List[Tensor]
  v : List[Tensor]
  steps : List[Tensor]
  def bind(self: __torch__.optim_probe.OptimProbe, matrix: Tensor, vector: Tensor) -> int:
    self.p = [torch.clone(matrix), torch.clone(vector)]
    return __torch__.optim.restore(self.p, annotate(Dict[str, Tensor], {}), self.m, self.v, self.steps)
  def step(self: __torch__.optim_probe.OptimProbe, use_muon: bool, rate: float, decay: float) -> Tensor:
    loss = torch.sum(torch.pow(self.p[0], 2)) + torch.sum(torch.pow(self.p[1], 2))
    g = __torch__.optim.gradients(loss, self.p)
    n = __torch__.optim.step(self.p, g, self.m, self.v, self.steps, rate, decay, 0, 1, use_muon, False)
    return torch.detach(loss)
  def gradients(self: __torch__.optim_probe.OptimProbe) -> List[Tensor]:
    loss = torch.sum(torch.pow(self.p[0], 2)) + torch.sum(torch.pow(self.p[1], 2))
    return __torch__.optim.gradients(loss, self.p)
  def clipped(self: __torch__.optim_probe.OptimProbe, limit: float) -> List[Tensor]:
    g = self.gradients()
    norm = __torch__.optim.clip(g, limit)
    return g
  def parameters(self: __torch__.optim_probe.OptimProbe) -> List[Tensor]:
    result = annotate(List[Tensor], [])
    for p in self.p:
      torch.append(result, torch.detach(p))
    return result
