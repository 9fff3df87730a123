class Cache(Module):
  # Keys and values of the tokens so far, and the attention to them. The cache is a grid of rows of `span` positions
  # each. Shapes: T tokens of all rows, H heads, K key/value heads, d head width, n decoding rows.
  __parameters__ = []
  __buffers__ = []
  training : bool
  # One a layer: [capacity, K, d]
  keys : List[Tensor]
  values : List[Tensor]
  span : int
  # Above 0, nothing is kept: the tokens are of so many equally long rows, and each sees those before it
  rows : int
  # What the next step does: each token's place in the cache [T], what decoding rows see [n, 1, 1, reach]
  places : List[Tensor]
  seen : List[Tensor]
  decoding : int
  reach : int
  chunks : List[int]
  def start(self: __torch__.cache.Cache, layers: int, like: Tensor, shape: List[int]) -> int:
    keys = annotate(List[Tensor], [])
    values = annotate(List[Tensor], [])
    for i in range(layers):
      torch.append(keys, torch.new_zeros(like, shape))
      torch.append(values, torch.new_zeros(like, shape))
    self.keys = keys
    self.values = values
    self.span = shape[0]
    return shape[0]
  def row(self: __torch__.cache.Cache, kept: Tensor, row: int, length: int) -> Tensor:
    return torch.narrow(kept, 0, row * self.span, length)
  def arrange(self: __torch__.cache.Cache, span: int, rows: int) -> int:
    # Makes all rows longer, or shorter; the first `rows` keep what they hold, as far as it fits.
    if torch.gt(rows, 0):
      for i in range(len(self.keys)):
        a = self.regrid(self.keys[i], span, rows)
        b = self.regrid(self.values[i], span, rows)
    self.span = span
    return span
  def regrid(self: __torch__.cache.Cache, kept: Tensor, span: int, rows: int) -> Tensor:
    both = ops.prim.min(span, self.span)
    shape = [rows, -1, kept.size(1), kept.size(2)]
    old = torch.clone(torch.narrow(torch.reshape(torch.narrow(kept, 0, 0, rows * self.span), shape), 1, 0, both))
    new = torch.reshape(torch.narrow(kept, 0, 0, rows * span), shape)
    return torch.copy_(torch.narrow(new, 1, 0, both), old)
  def copy(self: __torch__.cache.Cache, source: int, to: int, length: int) -> int:
    # The first `length` positions of a row to another
    for i in range(len(self.keys)):
      a = torch.copy_(self.row(self.keys[i], to, length), self.row(self.keys[i], source, length))
      b = torch.copy_(self.row(self.values[i], to, length), self.row(self.values[i], source, length))
    return length
  def swap(self: __torch__.cache.Cache, one: int, other: int, length: int) -> int:
    for i in range(len(self.keys)):
      a = self.swapped(self.keys[i], one, other, length)
      b = self.swapped(self.values[i], one, other, length)
    return length
  def swapped(self: __torch__.cache.Cache, kept: Tensor, one: int, other: int, length: int) -> Tensor:
    first = torch.clone(self.row(kept, one, length))
    a = torch.copy_(self.row(kept, one, length), self.row(kept, other, length))
    return torch.copy_(self.row(kept, other, length), first)
  def without(self: __torch__.cache.Cache, rows: int) -> int:
    self.rows = rows
    return rows
  def plan(self: __torch__.cache.Cache, places: Tensor, positions: Tensor, reach: int, chunks: List[int]) -> int:
    # positions [n] of the decoding rows' tokens
    self.rows = 0
    self.places = [places]
    see = torch.le(torch.arange(reach, device=ops.prim.device(places)), torch.unsqueeze(positions, 1))
    self.seen = [torch.reshape(see, [positions.size(0), 1, 1, reach])]
    self.decoding = positions.size(0)
    self.reach = reach
    self.chunks = chunks
    return reach
  def attend(self: __torch__.cache.Cache, layer: int, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    # q [T, H, d], k and v [T, K, d] -> [T, H * d]
    if torch.gt(self.rows, 0):
      shape = [self.rows, torch.floordiv(q.size(0), self.rows), -1, q.size(2)]
      o = self.attention(torch.reshape(q, shape), torch.reshape(k, shape), torch.reshape(v, shape), None, True)
      return torch.reshape(o, [q.size(0), -1])
    keys = self.keys[layer]
    values = self.values[layer]
    _0 = torch.index_copy_(keys, 0, self.places[0], k)
    _1 = torch.index_copy_(values, 0, self.places[0], v)
    n = self.decoding
    parts = annotate(List[Tensor], [])
    if torch.gt(n, 0):
      grid = [n, self.span, k.size(1), k.size(2)]
      all_keys = torch.narrow(torch.reshape(torch.narrow(keys, 0, 0, n * self.span), grid), 1, 0, self.reach)
      all_values = torch.narrow(torch.reshape(torch.narrow(values, 0, 0, n * self.span), grid), 1, 0, self.reach)
      o = self.attention(torch.unsqueeze(torch.narrow(q, 0, 0, n), 1), all_keys, all_values, self.seen[0], False)
      torch.append(parts, torch.reshape(o, [n, -1]))
    at = n
    for i in range(torch.floordiv(len(self.chunks), 3)):
      row = self.chunks[3 * i]
      first = self.chunks[torch.add(3 * i, 1)]
      length = self.chunks[torch.add(3 * i, 2)]
      end = torch.add(first, length)
      mask : Optional[Tensor] = None
      if torch.gt(first, 0):
        device = ops.prim.device(q)
        mask = torch.le(torch.arange(end, device=device), torch.unsqueeze(torch.arange(first, end, device=device), 1))
      own_keys = torch.unsqueeze(self.row(keys, row, end), 0)
      own_values = torch.unsqueeze(self.row(values, row, end), 0)
      o = self.attention(torch.unsqueeze(torch.narrow(q, 0, at, length), 0), own_keys, own_values, mask, torch.eq(first, 0))
      torch.append(parts, torch.reshape(o, [length, -1]))
      at = torch.add(at, length)
    return torch.cat(parts)
  def attention(self: __torch__.cache.Cache, q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor], causal: bool) -> Tensor:
    # [B, tokens, heads, d] each -> the same shape as q
    grouped = torch.ne(q.size(2), k.size(2))
    o = torch.scaled_dot_product_attention(torch.transpose(q, 1, 2), torch.transpose(k, 1, 2), torch.transpose(v, 1, 2), mask, 0., causal, scale=None, enable_gqa=grouped)
    return torch.transpose(o, 1, 2)
