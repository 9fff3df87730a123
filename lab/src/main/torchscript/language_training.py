import __torch__.weights
import __torch__.llama
import __torch__.dropout
import __torch__.optim
class LanguageTraining(Module):
  # Trains the language model and its projector, or LoRA matrices on a frozen one, to give the answers.
  __parameters__ = []
  __buffers__ = []
  training : bool
  half : bool
  # Whether it is computed in bf16, with those weights in fp32 that are trained
  mixed : bool
  # 0: everything is trained. Else the adapter's rank: only its matrices are.
  rank : int
  scale : float
  # How much of the adapter's input is dropped in `accumulate`
  dropout : float
  # The sums of the gradients since the last `update`
  sums : List[Tensor]
  net : __torch__.llama.Llama
  loaded : Dict[str, Tensor]
  # Seven a layer, [r, in] and [out, r]; empty where a module is not tuned
  a : List[Tensor]
  b : List[Tensor]
  m : List[Tensor]
  v : List[Tensor]
  steps : List[Tensor]
  def add(self: __torch__.language_training.LanguageTraining, name: str, raw: Tensor, dtype: str, shape: List[int], at: int) -> int:
    # The adapter's matrices and the optimizer's state; all else is the network's
    if torch.startswith(name, "optimizer.") or torch.endswith(name, ".A") or torch.endswith(name, ".B"):
      return __torch__.weights.fill(self.loaded, name, shape, at, raw, dtype, False)
    return (self.net).add(name, raw, dtype, shape, at)
  def bind(self: __torch__.language_training.LanguageTraining) -> int:
    w = self.loaded
    net = self.net
    for i in range(net.layers):
      for module in range(7):
        key = torch.format("{}.{}.", i, module)
        if torch.__contains__(w, torch.add(key, "A")):
          torch.append(self.a, w[torch.add(key, "A")])
          torch.append(self.b, w[torch.add(key, "B")])
        else:
          torch.append(self.a, torch.zeros([0]))
          torch.append(self.b, torch.zeros([0]))
    n = net.bind()
    restored = __torch__.optim.restore(self.parameters(), w, self.m, self.v, self.steps)
    self.loaded = annotate(Dict[str, Tensor], {})
    return n
  def parameters(self: __torch__.language_training.LanguageTraining) -> List[Tensor]:
    if torch.eq(self.rank, 0):
      return (self.net).parameters()
    p = annotate(List[Tensor], [])
    for i in range(len(self.a)):
      if torch.gt(torch.numel(self.a[i]), 0):
        torch.append(p, self.a[i])
        torch.append(p, self.b[i])
    return p
  def scores(self: __torch__.language_training.LanguageTraining, ids: Tensor, images: Tensor, at: Tensor, wanted: Tensor) -> Tensor:
    # ids [B, T]; images [n, N, C] at the places `at` of the flattened rows -> of the wanted ones of its tokens [k] what
    # they say of the next one [k, V]
    net = self.net
    lora = net.lora
    cache = net.cache
    B = ids.size(0)
    n = cache.without(B)
    if torch.gt(self.rank, 0):
      n = lora.one(0)
      lora_a = annotate(List[Tensor], [])
      lora_b = annotate(List[Tensor], [])
      # The matrices are kept in fp32 and take part in the network's type
      kind = 15 if self.mixed else net.ends[1].dtype
      scale = self.scale
      if torch.gt(len(lora.dropout), 0):
        scale = torch.div(scale, 1. - self.dropout)
      for i in range(len(self.a)):
        if torch.gt(torch.numel(self.a[i]), 0):
          torch.append(lora_a, torch.to(torch.unsqueeze(self.a[i], 0), kind))
          torch.append(lora_b, torch.to(torch.unsqueeze(torch.t(self.b[i]) * scale, 0), kind))
        else:
          torch.append(lora_a, self.a[i])
          torch.append(lora_b, self.b[i])
      lora.a = lora_a
      lora.b = lora_b
    x = net.embed(torch.reshape(ids, [-1]), images, at)
    if self.mixed:
      x = torch.to(x, 15)
    return net.head(net.hidden(x, torch.repeat(torch.arange(ids.size(1), device=ops.prim.device(x)), [B]), wanted))
  def logits(self: __torch__.language_training.LanguageTraining, ids: Tensor, images: Tensor, at: Tensor) -> Tensor:
    # [B, T, V]: for comparisons
    all = torch.arange(torch.numel(ids), device=ops.prim.device(ids))
    return torch.reshape(self.scores(ids, images, at, all), [ids.size(0), ids.size(1), -1])
  def loss(self: __torch__.language_training.LanguageTraining, ids: Tensor, images: Tensor, at: Tensor, targets: Tensor) -> Tensor:
    # targets [B, T]: the next token where the answer is, -100 elsewhere. The mean cross entropy over the
    # answers' tokens.
    flat = torch.reshape(targets, [-1])
    answers = torch.squeeze(torch.nonzero(torch.ge(flat, 0)), 1)
    # Some more that do not count, so that sizes repeat: in bf16 a product of a size that is new is compiled first
    more = torch.remainder(torch.neg(answers.size(0)), 64)
    scores = self.scores(ids, images, at, torch.constant_pad_nd(answers, [0, more], 0))
    next = torch.constant_pad_nd(torch.index_select(flat, 0, answers), [0, more], -100)
    # bf16 is too coarse for a loss
    if torch.ne(scores.dtype, 7):
      scores = torch.to(scores, 6)
    return torch.cross_entropy_loss(scores, next)
  def step(self: __torch__.language_training.LanguageTraining, ids: Tensor, images: Tensor, at: Tensor, targets: Tensor, rate: float, decay: float) -> Tensor:
    loss = self.loss(ids, images, at, targets)
    parameters = self.parameters()
    g = __torch__.optim.gradients(loss, parameters)
    norm = __torch__.optim.clip(g, 1.)
    # Embedding, last norm and head stand at the end
    end = torch.sub(len(parameters), len((self.net).ends))
    n = __torch__.optim.step(parameters, g, self.m, self.v, self.steps, rate, decay, 0, end, torch.eq(self.rank, 0), self.mixed)
    return torch.stack([torch.detach(loss), norm])
  def accumulate(self: __torch__.language_training.LanguageTraining, ids: Tensor, images: Tensor, at: Tensor, targets: Tensor, seeds: Tensor, share: float) -> Tensor:
    # Adds a part of a batch to the gradients of the next `update`. share: this part's share of the batch's
    # answer tokens, so that the parts' sum is what the whole batch would give at once; seeds [B]: what is
    # dropped in each row. Returns the mean cross entropy of the part.
    lora = (self.net).lora
    if torch.gt(self.dropout, 0.):
      lora.dropout = [__torch__.dropout.places(seeds, ids.size(1))]
      lora.dropout_rate = self.dropout
    loss = self.loss(ids, images, at, targets)
    lora.dropout = annotate(List[Tensor], [])
    g = __torch__.optim.gradients(loss * share, self.parameters())
    if torch.eq(len(self.sums), 0):
      self.sums = g
    else:
      for i in range(len(g)):
        _0 = torch.add_(self.sums[i], g[i])
    return torch.detach(loss)
  def update(self: __torch__.language_training.LanguageTraining, rate: float, decay: float) -> Tensor:
    # One AdamW step with the sums; returns their norm. Nothing is changed by one that is not finite.
    g = self.sums
    self.sums = annotate(List[Tensor], [])
    norm = __torch__.optim.clip(g, 1.)
    if bool(torch.isfinite(norm)):
      n = __torch__.optim.adamw(self.parameters(), g, self.m, self.v, self.steps, rate, decay, 0.999)
    return norm
  def gradients(self: __torch__.language_training.LanguageTraining) -> Dict[str, Tensor]:
    # What has been summed up, by the parameter's number
    w = annotate(Dict[str, Tensor], {})
    for i in range(len(self.sums)):
      w[torch.format("{}", i)] = self.sums[i]
    return w
  def named(self: __torch__.language_training.LanguageTraining) -> Dict[str, Tensor]:
    w = self.adapter()
    base = (self.net).named()
    for name in torch.keys(base):
      # A frozen network may be kept in bf16, which is not read outside
      w[name] = torch.to(base[name], 6)
    return w
  def adapter(self: __torch__.language_training.LanguageTraining) -> Dict[str, Tensor]:
    # What is not the network's own: the adapter's matrices and the optimizer's state
    w = annotate(Dict[str, Tensor], {})
    for i in range(len(self.a)):
      if torch.gt(torch.numel(self.a[i]), 0):
        key = torch.format("{}.{}.", torch.floordiv(i, 7), torch.remainder(i, 7))
        w[torch.add(key, "A")] = self.a[i]
        w[torch.add(key, "B")] = self.b[i]
    n = __torch__.optim.keep(w, self.m, self.v, self.steps)
    return w
