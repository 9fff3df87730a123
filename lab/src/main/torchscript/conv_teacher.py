import __torch__.weights
import __torch__.optim
class ConvTeacher(Module):
  # A residual convolutional network that tells the classes of all datasets, to teach the vision transformer,
  # which has to learn from data what is built into convolutions: that neighbours belong together. A 3 x 3 stem,
  # then for each stage a 3 x 3 convolution of stride 2 and a residual block of two; group norm behind each.
  __parameters__ = []
  __buffers__ = []
  training : bool
  half : bool
  # Whether it is computed in bf16, with weights in fp32
  mixed : bool
  stages : int
  loaded : Dict[str, Tensor]
  kernels : List[Tensor]
  gains : List[Tensor]
  biases : List[Tensor]
  head : List[Tensor]
  m : List[Tensor]
  v : List[Tensor]
  steps : List[Tensor]
  def add(self: __torch__.conv_teacher.ConvTeacher, name: str, raw: Tensor, dtype: str, shape: List[int], at: int) -> int:
    return __torch__.weights.fill(self.loaded, name, shape, at, raw, dtype, False)
  def bind(self: __torch__.conv_teacher.ConvTeacher) -> int:
    w = self.loaded
    # A list that is made here knows that it holds tensors, as the gradients need
    self.kernels = annotate(List[Tensor], [])
    for i in range(1 + 3 * self.stages):
      p = torch.format("convolutions.{}.", i)
      # [out, in x 9], as matrices, which Muon wants; [out], [out]
      torch.append(self.kernels, w[torch.add(p, "weight")])
      torch.append(self.gains, w[torch.add(p, "norm.weight")])
      torch.append(self.biases, w[torch.add(p, "norm.bias")])
    # [classes, C], [classes]
    self.head = [w["head.weight"], w["head.bias"]]
    restored = __torch__.optim.restore(self.parameters(), w, self.m, self.v, self.steps)
    self.loaded = annotate(Dict[str, Tensor], {})
    return self.stages
  def parameters(self: __torch__.conv_teacher.ConvTeacher) -> List[Tensor]:
    return self.kernels + self.gains + self.biases + self.head
  def convolution(self: __torch__.conv_teacher.ConvTeacher, x: Tensor, i: int, stride: int) -> Tensor:
    kernel = torch.to(torch.reshape(self.kernels[i], [-1, x.size(1), 3, 3]), x.dtype)
    y = torch.conv2d(x, kernel, None, [stride, stride], [1, 1])
    return torch.group_norm(y, 8, torch.to(self.gains[i], x.dtype), torch.to(self.biases[i], x.dtype), 1e-05)
  def logits(self: __torch__.conv_teacher.ConvTeacher, pixels: Tensor) -> Tensor:
    # [B, 3, S, S] -> [B, classes]
    kind = self.head[0].dtype
    x = torch.to(pixels, 15 if self.mixed else kind)
    x = torch.relu(self.convolution(x, 0, 1))
    for s in range(self.stages):
      first = 1 + 3 * s
      x = torch.relu(self.convolution(x, first, 2))
      h = torch.relu(self.convolution(x, first + 1, 1))
      x = torch.relu(x + self.convolution(h, first + 2, 1))
    return torch.linear(torch.to(torch.mean(x, [2, 3]), kind), self.head[0], self.head[1])
  def probabilities(self: __torch__.conv_teacher.ConvTeacher, pixels: Tensor, mask: Tensor) -> Tensor:
    # mask [B, classes]: 0 for classes of the image's own dataset, a large negative number for the others
    return torch.detach(torch.softmax(self.logits(pixels) + mask, 1))
  def loss(self: __torch__.conv_teacher.ConvTeacher, pixels: Tensor, targets: Tensor, mask: Tensor) -> Tensor:
    # targets [B, classes]: the wanted distribution
    scores = torch.log_softmax(self.logits(pixels) + mask, 1)
    return torch.neg(torch.mean(torch.sum(scores * targets, [1])))
  def step(self: __torch__.conv_teacher.ConvTeacher, pixels: Tensor, targets: Tensor, mask: Tensor, rate: float, decay: float) -> Tensor:
    # Returns loss and gradient norm.
    loss = self.loss(pixels, targets, mask)
    parameters = self.parameters()
    g = __torch__.optim.gradients(loss, parameters)
    norm = __torch__.optim.clip(g, 1.)
    n = __torch__.optim.step(parameters, g, self.m, self.v, self.steps, rate, decay, 1, len(self.kernels), True, self.mixed)
    return torch.stack([torch.detach(loss), norm])
  def named(self: __torch__.conv_teacher.ConvTeacher) -> Dict[str, Tensor]:
    w = annotate(Dict[str, Tensor], {})
    for i in range(len(self.kernels)):
      p = torch.format("convolutions.{}.", i)
      w[torch.add(p, "weight")] = self.kernels[i]
      w[torch.add(p, "norm.weight")] = self.gains[i]
      w[torch.add(p, "norm.bias")] = self.biases[i]
    w["head.weight"] = self.head[0]
    w["head.bias"] = self.head[1]
    n = __torch__.optim.keep(w, self.m, self.v, self.steps)
    return w
