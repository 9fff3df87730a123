import __torch__.weights
import __torch__.change
import __torch__.optim
class ChangeTraining(Module):
  # Trains the change module with linear heads: the mean over tokens of its output tells whether the land
  # changed and where the middle of the change lies, each token by itself how much of its patch changed in
  # which way, and where its patch lies. The encoder's features hardly know their own place, for a scene looks
  # alike from all sides; who is to say where something changed must find it in the change module's.
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
    # [1, C], [1], [kinds, C], [kinds], [2, C], [2], [2, C], [2]
    self.head = [w["head.weight"], w["head.bias"], w["head.patch.weight"], w["head.patch.bias"], w["head.place.weight"], w["head.place.bias"], w["head.own.weight"], w["head.own.bias"]]
    restored = __torch__.optim.restore(self.parameters(), w, self.m, self.v, self.steps)
    self.loaded = annotate(Dict[str, Tensor], {})
    return len(names)
  def parameters(self: __torch__.change_training.ChangeTraining) -> List[Tensor]:
    p = annotate(List[Tensor], [])
    for name in self.names:
      torch.append(p, (self.net).w[name])
    return p + self.head
  def logits(self: __torch__.change_training.ChangeTraining, before: Tensor, after: Tensor) -> Tensor:
    x = (self.net).extract(before, after, False)
    return torch.linear(torch.mean(x, [1]), self.head[0], self.head[1])
  def places(self: __torch__.change_training.ChangeTraining, before: Tensor, after: Tensor) -> Tensor:
    # [B, 2]: the middle of the change, from 0 at the left and at the top to 1
    x = torch.mean((self.net).extract(before, after, False), [1])
    return torch.sigmoid(torch.linear(x, self.head[4], self.head[5]))
  def grid(self: __torch__.change_training.ChangeTraining, like: Tensor) -> Tensor:
    # [B, N, 2]: the middle of each token's patch, column and row, from 0 at the left and at the top to 1
    N = like.size(1)
    h = (self.net).w["w_embedding.weight"].size(0)
    at = torch.to(torch.arange(N), like.dtype)
    row = torch.floor(torch.div(at, float(h)))
    column = at - row * float(h)
    both = torch.div(torch.stack([column, row], 1) + 0.5, float(h))
    return torch.expand(torch.unsqueeze(both, 0), [like.size(0), N, 2])
  def loss(self: __torch__.change_training.ChangeTraining, before: Tensor, after: Tensor, changed: Tensor, shares: Tensor, places: Tensor, update: bool) -> Tensor:
    # before, after [B, N, C]; changed [B, 1] of 0 and 1; shares [B, N, kinds], 0 to 1; places [B, 2], 0 to
    # 1, learnt of changed pairs. Kinds are scarce, so their losses are summed over kinds before the mean; a token's own
    # place counts fourfold, for its loss falls little from a guess to the truth.
    x = (self.net).extract(before, after, update)
    mean = torch.mean(x, [1])
    one = torch.binary_cross_entropy_with_logits(torch.linear(mean, self.head[0], self.head[1]), changed)
    each = torch.binary_cross_entropy_with_logits(torch.linear(x, self.head[2], self.head[3]), shares)
    place = torch.binary_cross_entropy_with_logits(torch.linear(mean, self.head[4], self.head[5]), places, changed, None, 2)
    own = torch.binary_cross_entropy_with_logits(torch.linear(x, self.head[6], self.head[7]), self.grid(x))
    return one + each * float(shares.size(2)) + torch.div(place, torch.sum(changed) + 1.) + own * 4.
  def step(self: __torch__.change_training.ChangeTraining, before: Tensor, after: Tensor, changed: Tensor, shares: Tensor, places: Tensor, rate: float, decay: float) -> Tensor:
    loss = self.loss(before, after, changed, shares, places, True)
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
    w["head.patch.weight"] = self.head[2]
    w["head.patch.bias"] = self.head[3]
    w["head.place.weight"] = self.head[4]
    w["head.place.bias"] = self.head[5]
    w["head.own.weight"] = self.head[6]
    w["head.own.bias"] = self.head[7]
    n = __torch__.optim.keep(w, self.m, self.v, self.steps)
    return w
