import __torch__.weights
import __torch__.change
import __torch__.optim
class ChangeTraining(Module):
  # Trains the change module: the mean over tokens of its output tells by a linear head whether, and to
  # what, the land changed.
  __parameters__ = []
  __buffers__ = []
  training : bool
  half : bool
  net : __torch__.change.Change
  loaded : Dict[str, Tensor]
  names : List[str]
  head : List[Tensor]
  m : List[Tensor]
  v : List[Tensor]
  steps : List[Tensor]
  def add(self: __torch__.change_training.ChangeTraining, name: str, raw: Tensor, dtype: str, shape: List[int], at: int) -> int:
    return __torch__.weights.fill(self.loaded, name, shape, at, raw, dtype, False)
  def bind(self: __torch__.change_training.ChangeTraining) -> int:
    w = self.loaded
    net = self.net
    names = annotate(List[str], [])
    for name in torch.keys(w):
      if torch.__and__(torch.__not__(torch.startswith(name, "head.")), torch.__not__(torch.startswith(name, "optimizer."))):
        net.w[name] = w[name]
        if torch.lt(torch.find(name, "running_"), 0):
          torch.append(names, name)
    torch.sort(names)
    self.names = names
    # [classes, C], [classes]
    self.head = [w["head.weight"], w["head.bias"]]
    restored = __torch__.optim.restore(self.parameters(), w, self.m, self.v, self.steps)
    self.loaded = annotate(Dict[str, Tensor], {})
    return len(names)
  def parameters(self: __torch__.change_training.ChangeTraining) -> List[Tensor]:
    p = annotate(List[Tensor], [])
    for name in self.names:
      torch.append(p, (self.net).w[name])
    return p + self.head
  def scores(self: __torch__.change_training.ChangeTraining, before: Tensor, after: Tensor, update: bool) -> Tensor:
    x = (self.net).extract(before, after, update)
    return torch.linear(torch.mean(x, [1]), self.head[0], self.head[1])
  def logits(self: __torch__.change_training.ChangeTraining, before: Tensor, after: Tensor) -> Tensor:
    return self.scores(before, after, False)
  def loss(self: __torch__.change_training.ChangeTraining, before: Tensor, after: Tensor, targets: Tensor) -> Tensor:
    # before, after [B, N, C]; targets [B, classes] of 0 and 1
    return torch.binary_cross_entropy_with_logits(self.scores(before, after, True), targets)
  def step(self: __torch__.change_training.ChangeTraining, before: Tensor, after: Tensor, targets: Tensor, rate: float, decay: float) -> Tensor:
    # Returns loss and gradient norm.
    loss = self.loss(before, after, targets)
    parameters = self.parameters()
    g = __torch__.optim.gradients(loss, parameters)
    norm = __torch__.optim.clip(g, 1.)
    n = __torch__.optim.adamw(parameters, g, self.m, self.v, self.steps, rate, decay, 0.99)
    return torch.stack([torch.detach(loss), norm])
  def named(self: __torch__.change_training.ChangeTraining) -> Dict[str, Tensor]:
    w = annotate(Dict[str, Tensor], {})
    for name in torch.keys((self.net).w):
      w[name] = (self.net).w[name]
    w["head.weight"] = self.head[0]
    w["head.bias"] = self.head[1]
    n = __torch__.optim.keep(w, self.m, self.v, self.steps)
    return w
