import __torch__.weights
import __torch__.siglip
import __torch__.optim
class EncoderTraining(Module):
  # Trains the vision encoder as a classifier: mean over tokens, layer norm, one linear head for the
  # classes of all datasets together; each image is scored among the classes of its own dataset.
  __parameters__ = []
  __buffers__ = []
  training : bool
  half : bool
  net : __torch__.siglip.Siglip
  loaded : Dict[str, Tensor]
  head : List[Tensor]
  m : List[Tensor]
  v : List[Tensor]
  steps : List[Tensor]
  def add(self: __torch__.encoder_training.EncoderTraining, name: str, raw: Tensor, dtype: str, shape: List[int], at: int) -> int:
    if torch.startswith(name, "vision_model."):
      return (self.net).add(name, raw, dtype, shape, at)
    return __torch__.weights.fill(self.loaded, name, shape, at, raw, dtype, False)
  def bind(self: __torch__.encoder_training.EncoderTraining) -> int:
    w = self.loaded
    net = self.net
    # [C], [C], [classes, C], [classes]
    self.head = [w["head.norm.weight"], w["head.norm.bias"], w["head.weight"], w["head.bias"]]
    n = net.bind()
    restored = __torch__.optim.restore(self.parameters(), w, self.m, self.v, self.steps)
    self.loaded = annotate(Dict[str, Tensor], {})
    return n
  def parameters(self: __torch__.encoder_training.EncoderTraining) -> List[Tensor]:
    return (self.net).parameters() + self.head
  def logits(self: __torch__.encoder_training.EncoderTraining, pixels: Tensor) -> Tensor:
    x = torch.mean((self.net).encode(pixels), [1])
    h = self.head
    return torch.linear(torch.layer_norm(x, [x.size(1)], h[0], h[1], 1e-06), h[2], h[3])
  def loss(self: __torch__.encoder_training.EncoderTraining, pixels: Tensor, targets: Tensor, mask: Tensor) -> Tensor:
    # pixels [B, 3, S, S]; targets [B, classes]: the wanted distribution; mask [B, classes]: 0 for classes
    # of the image's own dataset, a large negative number for the others.
    scores = torch.log_softmax(self.logits(pixels) + mask, 1)
    return torch.neg(torch.mean(torch.sum(scores * targets, [1])))
  def step(self: __torch__.encoder_training.EncoderTraining, pixels: Tensor, targets: Tensor, mask: Tensor, rate: float, decay: float) -> Tensor:
    # Returns loss and gradient norm.
    loss = self.loss(pixels, targets, mask)
    parameters = self.parameters()
    g = __torch__.optim.gradients(loss, parameters)
    norm = __torch__.optim.clip(g, 1.)
    net = self.net
    # The patch embedding and its positions stand first, the head last
    end = torch.sub(len(parameters), len(self.head))
    n = __torch__.optim.step(parameters, g, self.m, self.v, self.steps, rate, decay, len(net.patch), end, True)
    return torch.stack([torch.detach(loss), norm])
  def named(self: __torch__.encoder_training.EncoderTraining) -> Dict[str, Tensor]:
    w = (self.net).named()
    h = self.head
    w["head.norm.weight"] = h[0]
    w["head.norm.bias"] = h[1]
    w["head.weight"] = h[2]
    w["head.bias"] = h[3]
    n = __torch__.optim.keep(w, self.m, self.v, self.steps)
    return w
