import __torch__.attention
class Cache(Module):
  # Keys and values of the tokens so far, and the attention to them. The cache is a grid of rows of `span` positions
  # each. Shapes: T tokens of all rows, H heads, K key/value heads, d head width; n rows of a group, q tokens of each.
  __parameters__ = []
  __buffers__ = []
  training : bool
  # [2 * layers, capacity, K, d], keys before values: a row is copied in one call
  all : List[Tensor]
  # Parts of it, one a layer: [capacity, K, d]
  keys : List[Tensor]
  values : List[Tensor]
  span : int
  # Above 0, nothing is kept: the tokens are of so many equally long rows, and each sees those before it
  rows : int
  # What the next step does, see `plan`: each token's place in the cache and in what the groups compute, both [T];
  # of each group five numbers, its tokens [n * q], what is added to its scores [n, 1, q, reach], and of all layers
  # the places that it sees [2 * layers, n, K, reach, d]
  places : List[Tensor]
  groups : List[int]
  tokens : List[Tensor]
  masks : List[Tensor]
  reached : List[Tensor]
  def start(self: __torch__.cache.Cache, layers: int, like: Tensor, shape: List[int]) -> int:
    all = torch.new_zeros(like, [2 * layers] + shape)
    keys = annotate(List[Tensor], [])
    values = annotate(List[Tensor], [])
    for i in range(layers):
      torch.append(keys, torch.select(all, 0, i))
      torch.append(values, torch.select(all, 0, torch.add(layers, i)))
    self.all = [all]
    self.keys = keys
    self.values = values
    self.span = shape[0]
    return shape[0]
  def row(self: __torch__.cache.Cache, row: int, start: int, end: int) -> Tensor:
    # Of all layers the places of a row from one on up to another
    return torch.narrow(self.all[0], 1, torch.add(row * self.span, start), torch.sub(end, start))
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
  def copy(self: __torch__.cache.Cache, source: int, to: int, start: int, end: int) -> int:
    # Some places of a row to another
    a = torch.copy_(self.row(to, start, end), self.row(source, start, end))
    return end
  def swap(self: __torch__.cache.Cache, one: int, other: int, start: int, end: int) -> int:
    first = torch.clone(self.row(one, start, end))
    a = torch.copy_(self.row(one, start, end), self.row(other, start, end))
    b = torch.copy_(self.row(other, start, end), first)
    return end
  def without(self: __torch__.cache.Cache, rows: int) -> int:
    self.rows = rows
    return rows
  def plan(self: __torch__.cache.Cache, places: Tensor, positions: Tensor, groups: List[int], tokens: Tensor, back: Tensor) -> int:
    # Rows that lie side by side and have about as many tokens attend in one call. groups: of each its first row, n,
    # q, reach, and 1 if all its tokens stand at the beginning of their rows; tokens: of each group n * q, a row's
    # last one repeated where it has fewer; back [T]: where among these each token is.
    self.rows = 0
    self.places = [places, back]
    self.groups = groups
    each = annotate(List[Tensor], [])
    masks = annotate(List[Tensor], [])
    reached = annotate(List[Tensor], [])
    at = 0
    for i in range(torch.floordiv(len(groups), 5)):
      rows = groups[torch.add(5 * i, 1)]
      queries = groups[torch.add(5 * i, 2)]
      reach = groups[torch.add(5 * i, 3)]
      own = torch.narrow(tokens, 0, at, rows * queries)
      at = torch.add(at, rows * queries)
      torch.append(each, own)
      all = torch.narrow(self.all[0], 1, groups[5 * i] * self.span, rows * self.span)
      all = torch.narrow(torch.view(all, [all.size(0), rows, self.span, all.size(2), all.size(3)]), 2, 0, reach)
      torch.append(reached, torch.transpose(all, 2, 3))
      if torch.eq(groups[torch.add(5 * i, 4)], 1):
        torch.append(masks, places)
      else:
        own_positions = torch.unsqueeze(torch.index_select(positions, 0, own), 1)
        hidden = torch.gt(torch.arange(reach, device=ops.prim.device(places)), own_positions)
        mask = torch.masked_fill(torch.new_zeros(self.keys[0], [rows * queries, reach]), hidden, float("-inf"))
        torch.append(masks, torch.reshape(mask, [rows, 1, queries, reach]))
    self.tokens = each
    self.masks = masks
    self.reached = reached
    return at
  def attend(self: __torch__.cache.Cache, layer: int, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    # q [T, H, d], k and v [T, K, d] -> [T, H * d]
    if torch.gt(self.rows, 0):
      shape = [self.rows, torch.floordiv(q.size(0), self.rows), -1, q.size(2)]
      k = torch.transpose(torch.reshape(k, shape), 1, 2)
      v = torch.transpose(torch.reshape(v, shape), 1, 2)
      return self.attention(torch.reshape(q, shape), k, v, None, True)
    keys = self.keys[layer]
    values = self.values[layer]
    _0 = torch.index_copy_(keys, 0, self.places[0], k)
    _1 = torch.index_copy_(values, 0, self.places[0], v)
    # One group of rows with as many tokens each has all tokens in their order
    whole = torch.__and__(torch.eq(len(self.tokens), 1), torch.eq(self.tokens[0].size(0), q.size(0)))
    parts = annotate(List[Tensor], [])
    for i in range(len(self.tokens)):
      rows = self.groups[torch.add(5 * i, 1)]
      queries = self.groups[torch.add(5 * i, 2)]
      causal = torch.eq(self.groups[torch.add(5 * i, 4)], 1)
      mask : Optional[Tensor] = None
      if torch.__not__(causal):
        mask = self.masks[i]
      own = q if whole else torch.index_select(q, 0, self.tokens[i])
      own = torch.reshape(own, [rows, queries, -1, q.size(2)])
      k = torch.select(self.reached[i], 0, layer)
      v = torch.select(self.reached[i], 0, torch.add(len(self.keys), layer))
      torch.append(parts, self.attention(own, k, v, mask, causal))
    if whole:
      return parts[0]
    return torch.index_select(torch.cat(parts), 0, self.places[1])
  def attention(self: __torch__.cache.Cache, q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor], causal: bool) -> Tensor:
    # q [n, q, H, d], k and v [n, K, reach, d] -> [n * q, H * d]
    o = __torch__.attention.attend(torch.transpose(q, 1, 2), k, v, mask, causal)
    return torch.reshape(torch.transpose(o, 1, 2), [q.size(0) * q.size(1), -1])
