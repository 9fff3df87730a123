import __torch__.weights
import __torch__.projector
import __torch__.dropout
def optional(slots: Tensor, adapted: bool) -> Optional[Tensor]:
  result : Optional[Tensor] = None
  if adapted:
    result = slots
  return result
def turned(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
  # Rotary positions. x [B, T, heads, d]; cos, sin [B, T, 1, d]
  half = torch.floordiv(x.size(3), 2)
  rotated = torch.cat([torch.neg(torch.narrow(x, 3, half, half)), torch.narrow(x, 3, 0, half)], 3)
  return x * cos + rotated * sin
class Llama(Module):
  # The language model with the projector in front of it.
  # Shapes: B rows, T tokens, D width, H heads, K key/value heads, d head width, V vocabulary, S cache slots
  # a row, n images of N tokens of C channels each.
  __parameters__ = []
  __buffers__ = []
  training : bool
  half : bool
  layers : int
  heads : int
  kv_heads : int
  eps : float
  theta : float
  context : int
  tied : bool
  loaded : Dict[str, Tensor]
  # norm gain and bias [4C], linear [D, 4C], bias [D], linear [D, D], bias [D]
  projector : List[Tensor]
  # embedding [V, D], last norm [D], head [V, D] unless tied
  ends : List[Tensor]
  norm1 : List[Tensor]
  qkv : List[Tensor]
  out : List[Tensor]
  norm2 : List[Tensor]
  gate_up : List[Tensor]
  down : List[Tensor]
  # cos, sin [context, d]
  rope : List[Tensor]
  # One a layer: [B * S, K, d]
  keys : List[Tensor]
  values : List[Tensor]
  # Weights of the adapters that are in: "{adapter}.{layer}.{module}.A" [r, in] and ".B" [out, r]
  adapters : Dict[str, Tensor]
  # Seven a layer (q, k, v, o, gate, up, down): A [slots, r, in], B [slots, out, r] with the scale in it; an
  # empty tensor where no adapter tunes the module. Slot 0 is "no adapter": zeros.
  lora_a : List[Tensor]
  lora_b : List[Tensor]
  # While an adapter is tuned: a number a row [B], which decides what its matrices do not see. Else empty.
  dropout : List[Tensor]
  dropout_rate : float
  def add(self: __torch__.llama.Llama, name: str, raw: Tensor, dtype: str, shape: List[int], at: int) -> int:
    # q, k, v and gate, up become one tensor each, row below row, as they come: joined later, they would leave holes
    # behind that the allocator cannot give back.
    if torch.endswith(name, "_proj.weight"):
      q = shape[1]
      kv = torch.floordiv(q, self.heads) * self.kv_heads
      m = shape[0]
      parts = ["q_proj", "k_proj", "v_proj", "gate_proj", "up_proj"]
      wholes = ["qkv", "qkv", "qkv", "gate_up", "gate_up"]
      rows = [torch.add(q, 2 * kv), torch.add(q, 2 * kv), torch.add(q, 2 * kv), 2 * m, 2 * m]
      first = [0, q, torch.add(q, kv), 0, m]
      for i in range(5):
        if torch.endswith(name, torch.add(parts[i], ".weight")):
          whole = torch.replace(name, parts[i], wholes[i])
          return __torch__.weights.fill(self.loaded, whole, [rows[i], q], torch.add(first[i] * q, at), raw, dtype, self.half)
    return __torch__.weights.fill(self.loaded, name, shape, at, raw, dtype, self.half)
  def bind(self: __torch__.llama.Llama) -> int:
    w = self.loaded
    # A list that the archive brought has no element type: the first of a sum must be made here.
    self.projector = annotate(List[Tensor], [])
    for name in ["1.weight", "1.bias", "2.weight", "2.bias", "4.weight", "4.bias"]:
      torch.append(self.projector, w[torch.add("projector.", name)])
    self.ends = [w["model.embed_tokens.weight"], w["model.norm.weight"]]
    if torch.__not__(self.tied):
      torch.append(self.ends, w["lm_head.weight"])
    for i in range(self.layers):
      p = torch.format("model.layers.{}.", i)
      a = torch.add(p, "self_attn.")
      m = torch.add(p, "mlp.")
      torch.append(self.norm1, w[torch.add(p, "input_layernorm.weight")])
      # [(H + 2K) d, D]
      torch.append(self.qkv, w[torch.add(a, "qkv.weight")])
      torch.append(self.out, w[torch.add(a, "o_proj.weight")])
      torch.append(self.norm2, w[torch.add(p, "post_attention_layernorm.weight")])
      # [2M, D]
      torch.append(self.gate_up, w[torch.add(m, "gate_up.weight")])
      torch.append(self.down, w[torch.add(m, "down_proj.weight")])
    self.loaded = annotate(Dict[str, Tensor], {})
    return self.turns()
  def turns(self: __torch__.llama.Llama) -> int:
    # cos and sin in fp32, then in the type of the weights
    like = self.ends[1]
    d = torch.floordiv(self.ends[0].size(1), self.heads)
    index = torch.arange(0, d, 2, dtype=6, device=ops.prim.device(like))
    speed = torch.reciprocal(torch.pow(self.theta, torch.div(index, float(d))))
    angle = torch.outer(torch.arange(self.context, dtype=6, device=ops.prim.device(like)), speed)
    both = torch.cat([angle, angle], 1)
    self.rope = [torch.to(torch.cos(both), like.dtype), torch.to(torch.sin(both), like.dtype)]
    return self.layers
  def parameters(self: __torch__.llama.Llama) -> List[Tensor]:
    return self.projector + self.norm1 + self.qkv + self.out + self.norm2 + self.gate_up + self.down + self.ends
  def named(self: __torch__.llama.Llama) -> Dict[str, Tensor]:
    # The weights under their checkpoint names: the inverse of bind
    w = annotate(Dict[str, Tensor], {})
    names = ["1.weight", "1.bias", "2.weight", "2.bias", "4.weight", "4.bias"]
    for i in range(6):
      w[torch.add("projector.", names[i])] = self.projector[i]
    w["model.embed_tokens.weight"] = self.ends[0]
    w["model.norm.weight"] = self.ends[1]
    if torch.__not__(self.tied):
      w["lm_head.weight"] = self.ends[2]
    d = torch.floordiv(self.ends[0].size(1), self.heads)
    for i in range(self.layers):
      p = torch.format("model.layers.{}.", i)
      a = torch.add(p, "self_attn.")
      m = torch.add(p, "mlp.")
      qkv = torch.split_with_sizes(self.qkv[i], [self.heads * d, self.kv_heads * d, self.kv_heads * d])
      gate_up = torch.chunk(self.gate_up[i], 2)
      w[torch.add(p, "input_layernorm.weight")] = self.norm1[i]
      w[torch.add(a, "q_proj.weight")] = qkv[0]
      w[torch.add(a, "k_proj.weight")] = qkv[1]
      w[torch.add(a, "v_proj.weight")] = qkv[2]
      w[torch.add(a, "o_proj.weight")] = self.out[i]
      w[torch.add(p, "post_attention_layernorm.weight")] = self.norm2[i]
      w[torch.add(m, "gate_proj.weight")] = gate_up[0]
      w[torch.add(m, "up_proj.weight")] = gate_up[1]
      w[torch.add(m, "down_proj.weight")] = self.down[i]
    return w
  def add_adapter(self: __torch__.llama.Llama, name: str, raw: Tensor, dtype: str, shape: List[int], at: int) -> int:
    return __torch__.weights.fill(self.adapters, name, shape, at, raw, dtype, self.half)
  def drop_adapter(self: __torch__.llama.Llama, prefix: str) -> int:
    kept = annotate(Dict[str, Tensor], {})
    for name in torch.keys(self.adapters):
      if torch.__not__(torch.startswith(name, prefix)):
        kept[name] = self.adapters[name]
    self.adapters = kept
    return len(kept)
  def stack_adapters(self: __torch__.llama.Llama, ids: List[int], scales: List[float]) -> int:
    # Gives adapter ids[j] the slot j + 1. Ranks may differ: a smaller one is padded with zeros.
    stacked_a = annotate(List[Tensor], [])
    stacked_b = annotate(List[Tensor], [])
    none = torch.zeros([0])
    for i in range(self.layers):
      for module in range(7):
        rank = 0
        like = none
        like_b = none
        for id in ids:
          key = torch.format("{}.{}.{}.A", id, i, module)
          if torch.__contains__(self.adapters, key):
            like = self.adapters[key]
            like_b = self.adapters[torch.format("{}.{}.{}.B", id, i, module)]
            rank = ops.prim.max(rank, like.size(0))
        if torch.eq(rank, 0):
          torch.append(stacked_a, none)
          torch.append(stacked_b, none)
        else:
          a = torch.new_zeros(like, [torch.add(len(ids), 1), rank, like.size(1)])
          b = torch.new_zeros(like, [torch.add(len(ids), 1), like_b.size(0), rank])
          for j in range(len(ids)):
            key = torch.format("{}.{}.{}.A", ids[j], i, module)
            if torch.__contains__(self.adapters, key):
              own_a = self.adapters[key]
              own_b = self.adapters[torch.format("{}.{}.{}.B", ids[j], i, module)]
              r = own_a.size(0)
              _0 = torch.copy_(torch.narrow(a[torch.add(j, 1)], 0, 0, r), own_a)
              _1 = torch.copy_(torch.narrow(b[torch.add(j, 1)], 1, 0, r), own_b * scales[j])
          torch.append(stacked_a, a)
          torch.append(stacked_b, b)
    self.lora_a = stacked_a
    self.lora_b = stacked_b
    return len(ids)
  def lora(self: __torch__.llama.Llama, x: Tensor, y: Tensor, index: int, slots: Optional[Tensor]) -> Tensor:
    # y + B (A x) of each row's own adapter. x [B, T, in], y [B, T, out], slots [B]
    if torch.__is__(slots, None):
      return y
    rows = unchecked_cast(Tensor, slots)
    a = self.lora_a[index]
    if torch.eq(torch.numel(a), 0):
      return y
    own_a = torch.transpose(torch.index_select(a, 0, rows), 1, 2)
    own_b = torch.transpose(torch.index_select(self.lora_b[index], 0, rows), 1, 2)
    if torch.gt(len(self.dropout), 0):
      x = __torch__.dropout.drop(x, self.dropout[0], index, self.dropout_rate)
    return y + torch.bmm(torch.bmm(x, own_a), own_b)
  def hidden(self: __torch__.llama.Llama, x: Tensor, positions: Tensor, slots: Optional[Tensor], cached: bool, reach: int) -> Tensor:
    # x [B, T, D], positions [B, T] -> [B, T, D] behind the last norm. With `cached`, keys and values are
    # written to the cache at `positions`, and each token sees the cache's first `reach` positions up to its own;
    # otherwise it sees the tokens before it in x.
    B = x.size(0)
    T = x.size(1)
    D = x.size(2)
    d = torch.floordiv(D, self.heads)
    q_width = self.heads * d
    kv_width = self.kv_heads * d
    cos = torch.unsqueeze(torch.embedding(self.rope[0], positions), 2)
    sin = torch.unsqueeze(torch.embedding(self.rope[1], positions), 2)
    grouped = torch.ne(self.heads, self.kv_heads)
    mask : Optional[Tensor] = None
    at = positions
    S = 0
    if cached:
      S = torch.floordiv(self.keys[0].size(0), B)
      first = torch.unsqueeze(torch.arange(B, device=ops.prim.device(x)) * S, 1)
      at = torch.reshape(positions + first, [-1])
      # [B, 1, T, reach]
      mask = torch.unsqueeze(torch.le(torch.arange(reach, device=ops.prim.device(x)), torch.unsqueeze(positions, 2)), 1)
    for i in range(self.layers):
      m = 7 * i
      h = torch.rms_norm(x, [D], self.norm1[i], self.eps)
      qkv = torch.split_with_sizes(torch.linear(h, self.qkv[i]), [q_width, kv_width, kv_width], 2)
      q = torch.reshape(self.lora(h, qkv[0], m, slots), [B, T, self.heads, d])
      k = torch.reshape(self.lora(h, qkv[1], torch.add(m, 1), slots), [B, T, self.kv_heads, d])
      v = torch.reshape(self.lora(h, qkv[2], torch.add(m, 2), slots), [B, T, self.kv_heads, d])
      q = __torch__.llama.turned(q, cos, sin)
      k = __torch__.llama.turned(k, cos, sin)
      if cached:
        _0 = torch.index_copy_(self.keys[i], 0, at, torch.reshape(k, [-1, self.kv_heads, d]))
        _1 = torch.index_copy_(self.values[i], 0, at, torch.reshape(v, [-1, self.kv_heads, d]))
        k = torch.narrow(torch.reshape(self.keys[i], [B, S, self.kv_heads, d]), 1, 0, reach)
        v = torch.narrow(torch.reshape(self.values[i], [B, S, self.kv_heads, d]), 1, 0, reach)
      o = torch.scaled_dot_product_attention(torch.transpose(q, 1, 2), torch.transpose(k, 1, 2), torch.transpose(v, 1, 2), mask, 0., torch.__not__(cached), scale=None, enable_gqa=grouped)
      o = torch.reshape(torch.transpose(o, 1, 2), [B, T, D])
      x = x + self.lora(o, torch.linear(o, self.out[i]), torch.add(m, 3), slots)
      h = torch.rms_norm(x, [D], self.norm2[i], self.eps)
      gate_up = torch.chunk(torch.linear(h, self.gate_up[i]), 2, 2)
      gate = self.lora(h, gate_up[0], torch.add(m, 4), slots)
      up = self.lora(h, gate_up[1], torch.add(m, 5), slots)
      inner = torch.silu(gate) * up
      x = x + self.lora(inner, torch.linear(inner, self.down[i]), torch.add(m, 6), slots)
    return torch.rms_norm(x, [D], self.ends[1], self.eps)
  def head(self: __torch__.llama.Llama, x: Tensor) -> Tensor:
    return torch.linear(x, self.ends[-1] if torch.__not__(self.tied) else self.ends[0])
  def embed(self: __torch__.llama.Llama, ids: Tensor, images: Tensor, at: Tensor) -> Tensor:
    # ids [B, T], images [n, N, C], at [n * N']: the places of the projected tokens in the flattened rows
    x = torch.embedding(self.ends[0], ids)
    if torch.gt(images.size(0), 0):
      D = x.size(2)
      visual = torch.reshape(__torch__.projector.project(images, self.projector), [-1, D])
      x = torch.reshape(torch.index_copy(torch.reshape(x, [-1, D]), 0, at, visual), [ids.size(0), ids.size(1), D])
    return x
  def project(self: __torch__.llama.Llama, images: Tensor) -> Tensor:
    return __torch__.projector.project(images, self.projector)
  def logits(self: __torch__.llama.Llama, x: Tensor, slots: Tensor, adapted: bool) -> Tensor:
    # [B, T, D] -> [B, T, V], all at once and without cache: the slow, obvious way
    positions = torch.expand(torch.unsqueeze(torch.arange(x.size(1), device=ops.prim.device(x)), 0), [x.size(0), x.size(1)])
    return self.head(self.hidden(x, positions, __torch__.llama.optional(slots, adapted), False, 0))
  def start(self: __torch__.llama.Llama, rows: int, capacity: int) -> int:
    # An empty cache of `capacity` positions a row
    like = self.ends[1]
    d = torch.floordiv(self.ends[0].size(1), self.heads)
    keys = annotate(List[Tensor], [])
    values = annotate(List[Tensor], [])
    for i in range(self.layers):
      torch.append(keys, torch.new_zeros(like, [rows * capacity, self.kv_heads, d]))
      torch.append(values, torch.new_zeros(like, [rows * capacity, self.kv_heads, d]))
    self.keys = keys
    self.values = values
    return rows
  def finish(self: __torch__.llama.Llama) -> int:
    self.keys = annotate(List[Tensor], [])
    self.values = annotate(List[Tensor], [])
    return 0
  def extend(self: __torch__.llama.Llama, x: Tensor, positions: Tensor, last: Tensor, slots: Tensor, adapted: bool, reach: int) -> Tensor:
    # [B, T, D] -> [B, V], the logits behind token last[b] of each row, in fp32 on the host
    h = self.hidden(x, positions, __torch__.llama.optional(slots, adapted), True, reach)
    chosen = torch.squeeze(torch.gather(h, 1, torch.expand(torch.reshape(last, [-1, 1, 1]), [-1, 1, h.size(2)])), 1)
    return torch.to(torch.to(self.head(chosen), 6), torch.device("cpu"))
  def prefill(self: __torch__.llama.Llama, ids: Tensor, images: Tensor, at: Tensor, last: Tensor, slots: Tensor, adapted: bool, capacity: int) -> Tensor:
    n = self.start(ids.size(0), capacity)
    T = ids.size(1)
    x = self.embed(ids, images, at)
    positions = torch.expand(torch.unsqueeze(torch.arange(T, device=ops.prim.device(x)), 0), [ids.size(0), T])
    # Rows shorter than T leave keys of padding behind their end: decoding writes over each of them before any
    # token may see it.
    return self.extend(x, positions, last, slots, adapted, T)
  def decode(self: __torch__.llama.Llama, ids: Tensor, positions: Tensor, slots: Tensor, adapted: bool, reach: int) -> Tensor:
    # ids [B], positions [B] -> [B, V]
    x = torch.unsqueeze(torch.embedding(self.ends[0], ids), 1)
    return self.extend(x, torch.unsqueeze(positions, 1), torch.zeros_like(ids), slots, adapted, reach)
