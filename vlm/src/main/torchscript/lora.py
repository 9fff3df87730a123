import __torch__.dropout
class Lora(Module):
  # Low-rank adapters beside the linear layers (Hu et al. 2021): y + scale B (A x). Seven a layer: q, k, v, o, gate,
  # up, down. Shapes: T tokens, G adapters in use, r the largest of their ranks.
  __parameters__ = []
  __buffers__ = []
  training : bool
  # "{adapter}.{layer}.{module}.A" [rank, in] and ".B" [out, rank]
  loaded : Dict[str, Tensor]
  # Of those in use: [G, in, r] and [G, r, out], the scale in it; empty where none of them tunes the module
  a : List[Tensor]
  b : List[Tensor]
  # The one that all tokens have; -1 if they differ
  whole : int
  # Of how many rows the tokens are, if all have the same
  rows : int
  # Where they differ: see `mixed`
  route : List[Tensor]
  # While an adapter is tuned: a number a row, which decides what its matrices do not see. Else empty.
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
          a = torch.new_zeros(like_a, [len(ids), like_a.size(1), rank])
          b = torch.new_zeros(like_b, [len(ids), rank, like_b.size(0)])
          for j in range(len(ids)):
            key = torch.format("{}.{}.{}.", ids[j], i, module)
            if torch.__contains__(self.loaded, torch.add(key, "A")):
              own_a = self.loaded[torch.add(key, "A")]
              r = own_a.size(0)
              _0 = torch.copy_(torch.narrow(a[j], 1, 0, r), torch.t(own_a))
              _1 = torch.copy_(torch.narrow(b[j], 0, 0, r), torch.t(self.loaded[torch.add(key, "B")]) * scales[j])
          torch.append(stacked_a, a)
          torch.append(stacked_b, b)
    self.a = stacked_a
    self.b = stacked_b
    return len(ids)
  def one(self: __torch__.lora.Lora, adapter: int, rows: int) -> int:
    # The next tokens, of equally long rows, all have one adapter, or none: -1
    self.whole = adapter
    self.rows = rows
    self.route = annotate(List[Tensor], [])
    return adapter
  def mixed(self: __torch__.lora.Lora, route: List[Tensor]) -> int:
    # The next tokens have different adapters, or none. route: empty if none has one; a tensor [1] with the adapter if
    # all have the same; else three: those with an adapter [t], and, so that each adapter has equally many and one
    # product of matrices serves all, tokens by adapter [G * m], repeated where one has fewer, and for each of the t
    # its place there.
    self.whole = -1
    self.rows = 1
    if torch.eq(len(route), 1):
      self.whole = int(route[0])
      self.route = annotate(List[Tensor], [])
    else:
      self.route = route
    return len(route)
  def add(self: __torch__.lora.Lora, x: Tensor, y: Tensor, module: int) -> Tensor:
    # y + B (A x) of each token's own adapter. x [T, in], y [T, out]
    if torch.__and__(torch.lt(self.whole, 0), torch.eq(len(self.route), 0)):
      return y
    a = self.a[module]
    b = self.b[module]
    if torch.eq(torch.numel(a), 0):
      return y
    if torch.ge(self.whole, 0):
      if torch.gt(len(self.dropout), 0):
        kept = __torch__.dropout.drop(torch.reshape(x, [self.rows, -1, x.size(1)]), self.dropout[0], module, self.dropout_rate)
        x = torch.flatten(kept, 0, 1)
      return torch.addmm(y, torch.mm(x, a[self.whole]), b[self.whole])
    inputs = torch.reshape(torch.index_select(x, 0, self.route[1]), [a.size(0), -1, x.size(1)])
    outputs = torch.flatten(torch.bmm(torch.bmm(inputs, a), b), 0, 1)
    return torch.index_add(y, 0, self.route[0], torch.index_select(outputs, 0, self.route[2]))
