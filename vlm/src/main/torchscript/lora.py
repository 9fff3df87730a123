import __torch__.dropout
class Lora(Module):
  # Low-rank adapters beside the linear layers (Hu et al. 2021): y + scale B (A x). Seven a layer: q, k, v, o, gate,
  # up, down. Shapes: T tokens, G adapters in use, r the largest of their ranks.
  __parameters__ = []
  __buffers__ = []
  training : bool
  # "{adapter}.{layer}.{module}.A" [rank, in] and ".B" [out, rank]
  loaded : Dict[str, Tensor]
  # Of those in use: [G, r, in] and [G, r, out], the scale in it; empty where none of them tunes the module
  a : List[Tensor]
  b : List[Tensor]
  # The one that all tokens have; -1 if they differ
  whole : int
  # Where they differ: the tokens that have one, and of each of these, 1 at its own adapter and 0 at the others
  # [t, G, 1]
  route : List[Tensor]
  # Adapters in use
  count : int
  # While an adapter is tuned: a number a token, which decides what its matrices do not see. Else empty.
  dropout : List[Tensor]
  dropout_rate : float
  def drop(self: __torch__.lora.Lora, prefix: str) -> int:
    kept = annotate(Dict[str, Tensor], {})
    for name in torch.keys(self.loaded):
      if torch.__not__(torch.startswith(name, prefix)):
        kept[name] = self.loaded[name]
    self.loaded = kept
    return len(kept)
  def use(self: __torch__.lora.Lora, layers: int, ids: List[int], scales: List[float]) -> int:
    # Stacks adapters in the order of their ids. Ranks may differ: a smaller one is padded with zeros.
    stacked_a = annotate(List[Tensor], [])
    stacked_b = annotate(List[Tensor], [])
    none = torch.zeros([0])
    for i in range(layers):
      for module in range(7):
        rank = 0
        like_a = none
        like_b = none
        for id in ids:
          key = torch.format("{}.{}.{}.", id, i, module)
          if torch.__contains__(self.loaded, torch.add(key, "A")):
            like_a = self.loaded[torch.add(key, "A")]
            like_b = self.loaded[torch.add(key, "B")]
            rank = ops.prim.max(rank, like_a.size(0))
        if torch.eq(rank, 0):
          torch.append(stacked_a, none)
          torch.append(stacked_b, none)
        else:
          a = torch.new_zeros(like_a, [len(ids), rank, like_a.size(1)])
          b = torch.new_zeros(like_b, [len(ids), rank, like_b.size(0)])
          for j in range(len(ids)):
            key = torch.format("{}.{}.{}.", ids[j], i, module)
            if torch.__contains__(self.loaded, torch.add(key, "A")):
              own_a = self.loaded[torch.add(key, "A")]
              r = own_a.size(0)
              _0 = torch.copy_(torch.narrow(a[j], 0, 0, r), own_a)
              _1 = torch.copy_(torch.narrow(b[j], 0, 0, r), torch.t(self.loaded[torch.add(key, "B")]) * scales[j])
          torch.append(stacked_a, a)
          torch.append(stacked_b, b)
    self.a = stacked_a
    self.b = stacked_b
    self.count = len(ids)
    return len(ids)
  def one(self: __torch__.lora.Lora, adapter: int) -> int:
    # The next tokens all have one adapter, or none: -1
    self.whole = adapter
    self.route = annotate(List[Tensor], [])
    return adapter
  def mixed(self: __torch__.lora.Lora, route: List[Tensor]) -> int:
    # The next tokens have different adapters, or none. route: empty if none has one; a tensor [1] with the adapter if
    # all have the same; else two: those with an adapter [t], and each one's adapter [t].
    self.whole = -1
    self.route = annotate(List[Tensor], [])
    if torch.eq(len(route), 1):
      self.whole = int(route[0])
    if torch.eq(len(route), 2):
      adapters = torch.arange(self.count, device=ops.prim.device(route[1]))
      own = torch.unsqueeze(torch.eq(torch.unsqueeze(route[1], 1), adapters), 2)
      self.route = [route[0], own]
    return len(route)
  def only(self: __torch__.lora.Lora, chosen: Tensor, tokens: int) -> int:
    # What follows has these of the tokens alone
    if torch.gt(len(self.dropout), 0):
      self.dropout = [torch.index_select(self.dropout[0], 0, chosen)]
    if torch.gt(len(self.route), 0):
      some = self.route[0]
      place = torch.full([tokens], -1, dtype=4, device=ops.prim.device(some))
      place = torch.index_copy(place, 0, some, torch.arange(some.size(0), device=ops.prim.device(some)))
      place = torch.unsqueeze(torch.unsqueeze(torch.index_select(place, 0, chosen), 1), 2)
      own = torch.index_select(self.route[1], 0, torch.clamp_min(torch.flatten(place), 0))
      # One without an adapter takes part with none of it: to leave it out, a GPU would have to be waited for
      self.route = [torch.arange(chosen.size(0), device=ops.prim.device(some)), torch.logical_and(own, torch.ge(place, 0))]
    return chosen.size(0)
  def active(self: __torch__.lora.Lora) -> bool:
    # Whether any of the next tokens has an adapter
    return torch.__or__(torch.ge(self.whole, 0), torch.gt(len(self.route), 0))
  def seen(self: __torch__.lora.Lora, x: Tensor, modules: List[int]) -> Tensor:
    # What the matrices of these modules see of their input x [T, in]: while an adapter is tuned, not all. Modules
    # with one input lose the same of it.
    if torch.eq(len(self.dropout), 0):
      return x
    tuned = False
    for module in modules:
      tuned = torch.__or__(tuned, torch.gt(torch.numel(self.a[module]), 0))
    if torch.__not__(tuned):
      return x
    return __torch__.dropout.drop(x, self.dropout[0], modules[0], self.dropout_rate)
  def add(self: __torch__.lora.Lora, x: Tensor, y: Tensor, module: int) -> Tensor:
    # y + B (A x) of each token's own adapter. x [T, in], as it is seen; y [T, out]
    if torch.__and__(torch.lt(self.whole, 0), torch.eq(len(self.route), 0)):
      return y
    a = self.a[module]
    b = self.b[module]
    if torch.eq(torch.numel(a), 0):
      return y
    if torch.ge(self.whole, 0):
      return torch.addmm(y, torch.linear(x, a[self.whole]), b[self.whole])
    # Through all adapters at once, of which each token keeps what comes out of its own: two products of matrices,
    # where one for each adapter would be many small ones
    tokens = self.route[0]
    some = torch.lt(tokens.size(0), x.size(0))
    if some:
      x = torch.index_select(x, 0, tokens)
    inner = torch.reshape(torch.linear(x, torch.flatten(a, 0, 1)), [x.size(0), a.size(0), a.size(1)]) * self.route[1]
    inner = torch.flatten(inner, 1)
    if some:
      return torch.index_add(y, 0, tokens, torch.mm(inner, torch.flatten(b, 0, 1)))
    return torch.addmm(y, inner, torch.flatten(b, 0, 1))
