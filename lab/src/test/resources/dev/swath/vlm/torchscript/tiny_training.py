import __torch__.weights
import __torch__.optim
class TinyTraining(Module):
  # One layer that learns to be another: the least that a training run can train.
  __parameters__ = []
  __buffers__ = []
  training : bool
  half : bool
  loaded : Dict[str, Tensor]
  layer : List[Tensor]
  m : List[Tensor]
  v : List[Tensor]
  steps : List[Tensor]
  def add(self: __torch__.tiny_training.TinyTraining, name: str, raw: Tensor, dtype: str, shape: List[int], at: int) -> int:
    return __torch__.weights.fill(self.loaded, name, shape, at, raw, dtype, False)
  def bind(self: __torch__.tiny_training.TinyTraining) -> int:
    w = self.loaded
    # [out, in], [out]
    self.layer = [w["layer.weight"], w["layer.bias"]]
    return __torch__.optim.restore(self.layer, w, self.m, self.v, self.steps)
  def loss(self: __torch__.tiny_training.TinyTraining, x: Tensor, y: Tensor) -> Tensor:
    # x [B, in], y [B, out]
    return torch.mean(torch.pow(torch.tanh(torch.linear(x, self.layer[0], self.layer[1])) - y, 2))
  def step(self: __torch__.tiny_training.TinyTraining, x: Tensor, y: Tensor, rate: float, decay: float) -> Tensor:
    loss = self.loss(x, y)
    g = __torch__.optim.gradients(loss, self.layer)
    norm = __torch__.optim.clip(g, 1.)
    n = __torch__.optim.step(self.layer, g, self.m, self.v, self.steps, rate, decay, 0, 1, True, False)
    return torch.stack([torch.detach(loss), norm])
  def named(self: __torch__.tiny_training.TinyTraining) -> Dict[str, Tensor]:
    w = annotate(Dict[str, Tensor], {})
    w["layer.weight"] = self.layer[0]
    w["layer.bias"] = self.layer[1]
    n = __torch__.optim.keep(w, self.m, self.v, self.steps)
    return w
