import __torch__.weights
import __torch__.siglip
import __torch__.optim
class EncoderTraining(Module):
  # Trains the vision encoder with two linear heads on layer-normed tokens. The mean over tokens tells the
  # classes of all datasets together, each image scored among the classes of its own dataset. Each token by
  # itself tells what covers its patch of ground.
  __parameters__ = []
  __buffers__ = []
  training : bool
  half : bool
  # Whether the blocks are computed in bf16, with weights in fp32
  mixed : bool
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
    # [C], [C], [classes, C], [classes], [covers, C], [covers]
    self.head = [w["head.norm.weight"], w["head.norm.bias"], w["head.weight"], w["head.bias"], w["head.cover.weight"], w["head.cover.bias"]]
    n = net.bind()
    restored = __torch__.optim.restore(self.parameters(), w, self.m, self.v, self.steps)
    self.loaded = annotate(Dict[str, Tensor], {})
    return n
  def parameters(self: __torch__.encoder_training.EncoderTraining) -> List[Tensor]:
    return (self.net).parameters() + self.head
  def normed(self: __torch__.encoder_training.EncoderTraining, x: Tensor) -> Tensor:
    h = self.head
    return torch.layer_norm(x, [x.size(-1)], h[0], h[1], 1e-06)
  def classes(self: __torch__.encoder_training.EncoderTraining, x: Tensor) -> Tensor:
    # [B, N, C] -> [B, classes]
    return torch.linear(self.normed(torch.mean(x, [1])), self.head[2], self.head[3])
  def covers(self: __torch__.encoder_training.EncoderTraining, x: Tensor) -> Tensor:
    # [B, N, C] -> [B, N, covers]
    return torch.linear(self.normed(x), self.head[4], self.head[5])
  def logits(self: __torch__.encoder_training.EncoderTraining, pixels: Tensor) -> Tensor:
    return self.classes((self.net).encode(pixels))
  def cover_logits(self: __torch__.encoder_training.EncoderTraining, pixels: Tensor) -> Tensor:
    return self.covers((self.net).encode(pixels))
  def loss(self: __torch__.encoder_training.EncoderTraining, pixels: Tensor, targets: Tensor, mask: Tensor, shares: Tensor, known: Tensor, keep: Tensor) -> Tensor:
    # pixels [B, 3, S, S]: first those with a class, then those with a map of their cover.
    # targets [L, classes]: the wanted distribution; mask [L, classes]: 0 for classes of the image's own
    # dataset, a large negative number for the others. shares [B - L, N, covers]: of each patch, 0 to 1;
    # known [B - L, N, covers]: 1 where the share is known, else 0. keep [B, K]: the tokens that are
    # computed; seeing only some of an image's patches costs less and keeps from learning it by heart.
    L = targets.size(0)
    net = self.net
    x = net.embed(pixels)
    if torch.lt(keep.size(1), x.size(1)):
      x = torch.gather(x, 1, torch.expand(torch.unsqueeze(keep, 2), [-1, -1, x.size(2)]))
    if self.mixed:
      x = torch.to(net.blocks(torch.to(x, 15)), 6)
    else:
      x = net.blocks(x)
    scores = torch.log_softmax(self.classes(torch.slice(x, 0, 0, L)) + mask, 1)
    loss = torch.neg(torch.mean(torch.sum(scores * targets, [1])))
    if torch.lt(L, x.size(0)):
      at = torch.expand(torch.unsqueeze(torch.slice(keep, 0, L), 2), [-1, -1, shares.size(2)])
      wanted = torch.gather(shares, 1, at)
      weight = torch.gather(known, 1, at)
      each = torch.binary_cross_entropy_with_logits(self.covers(torch.slice(x, 0, L)), wanted, weight, None, 2)
      loss = loss + torch.div(each, torch.sum(weight) + 1.)
    return loss
  def step(self: __torch__.encoder_training.EncoderTraining, pixels: Tensor, targets: Tensor, mask: Tensor, shares: Tensor, known: Tensor, keep: Tensor, rate: float, decay: float) -> Tensor:
    # Returns loss and gradient norm.
    loss = self.loss(pixels, targets, mask, shares, known, keep)
    parameters = self.parameters()
    g = __torch__.optim.gradients(loss, parameters)
    norm = __torch__.optim.clip(g, 1.)
    net = self.net
    # The patch embedding and its positions stand first, the head last
    end = torch.sub(len(parameters), len(self.head))
    n = __torch__.optim.step(parameters, g, self.m, self.v, self.steps, rate, decay, len(net.patch), end, True, self.mixed)
    return torch.stack([torch.detach(loss), norm])
  def named(self: __torch__.encoder_training.EncoderTraining) -> Dict[str, Tensor]:
    w = (self.net).named()
    h = self.head
    w["head.norm.weight"] = h[0]
    w["head.norm.bias"] = h[1]
    w["head.weight"] = h[2]
    w["head.bias"] = h[3]
    w["head.cover.weight"] = h[4]
    w["head.cover.bias"] = h[5]
    n = __torch__.optim.keep(w, self.m, self.v, self.steps)
    return w
