import __torch__.weights
import __torch__.linear
import __torch__.norm
import __torch__.gated
import __torch__.projector
import __torch__.lora
import __torch__.cache
def turned(x: Tensor, rope: List[Tensor]) -> Tensor:
  # Rotary positions. x [T, heads, d]; cos, and sin with its first half negative, [T, 1, 2, d / 2]: of two numbers
  # (a, b), half a head apart, (a cos - b sin, b cos + a sin)
  halves = torch.reshape(x, [x.size(0), x.size(1), 2, -1])
  return torch.reshape(torch.addcmul(halves * rope[0], torch.flip(halves, [2]), rope[1]), x.size())
class Llama(Module):
  # The language model with the projector in front of it.
  # Shapes: T tokens of all rows, one behind the other, D width, H heads, K key/value heads, d head width,
  # V vocabulary, n images of N tokens of C channels each.
  __parameters__ = []
  __buffers__ = []
  training : bool
  half : bool
  int8 : bool
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
  # embedding [V, D], last norm [D], head [V, D] unless it is the embedding
  ends : List[Tensor]
  # With int8, of qkv, out, gate_up and down of each layer, and of the head: see linear.py. Else each is empty.
  scales : List[Tensor]
  norm1 : List[Tensor]
  qkv : List[Tensor]
  out : List[Tensor]
  norm2 : List[Tensor]
  gate_up : List[Tensor]
  down : List[Tensor]
  # cos, and sin with its first half negative [context, d], see turned
  rope : List[Tensor]
  cache : __torch__.cache.Cache
  lora : __torch__.lora.Lora
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
      # [D, (H + 2K) d]: linear layers are kept as views that the product takes as they are
      torch.append(self.qkv, torch.t(w[torch.add(a, "qkv.weight")]))
      torch.append(self.out, torch.t(w[torch.add(a, "o_proj.weight")]))
      torch.append(self.norm2, w[torch.add(p, "post_attention_layernorm.weight")])
      # [D, 2M], [M, D]
      torch.append(self.gate_up, torch.t(w[torch.add(m, "gate_up.weight")]))
      torch.append(self.down, torch.t(w[torch.add(m, "down_proj.weight")]))
    self.loaded = annotate(Dict[str, Tensor], {})
    if self.int8:
      n = self.narrow()
    else:
      none = torch.new_empty(self.ends[0], [0])
      self.scales = [none]
      for i in range(4 * self.layers):
        torch.append(self.scales, none)
    return self.turns()
  def narrow(self: __torch__.llama.Llama) -> int:
    # The layers and the head in int8, one after the other; the embedding stays, whose rows are only looked up
    scales = annotate(List[Tensor], [])
    for i in range(self.layers):
      self.qkv[i], s = __torch__.linear.narrowed(self.qkv[i])
      torch.append(scales, s)
      self.out[i], s = __torch__.linear.narrowed(self.out[i])
      torch.append(scales, s)
      self.gate_up[i], s = __torch__.linear.narrowed(self.gate_up[i])
      torch.append(scales, s)
      self.down[i], s = __torch__.linear.narrowed(self.down[i])
      torch.append(scales, s)
    head, s = __torch__.linear.narrowed(torch.t(self.ends[-1] if torch.__not__(self.tied) else self.ends[0]))
    torch.append(scales, s)
    self.ends = [self.ends[0], self.ends[1], torch.t(head)]
    self.scales = scales
    return len(scales)
  def turns(self: __torch__.llama.Llama) -> int:
    # cos and sin in fp32, then in the type of the weights
    like = self.ends[1]
    d = torch.floordiv(self.ends[0].size(1), self.heads)
    index = torch.arange(0, d, 2, dtype=6, device=ops.prim.device(like))
    speed = torch.reciprocal(torch.pow(self.theta, torch.div(index, float(d))))
    angle = torch.outer(torch.arange(self.context, dtype=6, device=ops.prim.device(like)), speed)
    cos = torch.cos(angle)
    sin = torch.sin(angle)
    self.rope = [torch.to(torch.cat([cos, cos], 1), like.dtype), torch.to(torch.cat([torch.neg(sin), sin], 1), like.dtype)]
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
      qkv = torch.split_with_sizes(torch.t(self.qkv[i]), [self.heads * d, self.kv_heads * d, self.kv_heads * d])
      gate_up = torch.chunk(torch.t(self.gate_up[i]), 2)
      w[torch.add(p, "input_layernorm.weight")] = self.norm1[i]
      w[torch.add(a, "q_proj.weight")] = qkv[0]
      w[torch.add(a, "k_proj.weight")] = qkv[1]
      w[torch.add(a, "v_proj.weight")] = qkv[2]
      w[torch.add(a, "o_proj.weight")] = torch.t(self.out[i])
      w[torch.add(p, "post_attention_layernorm.weight")] = self.norm2[i]
      w[torch.add(m, "gate_proj.weight")] = gate_up[0]
      w[torch.add(m, "up_proj.weight")] = gate_up[1]
      w[torch.add(m, "down_proj.weight")] = torch.t(self.down[i])
    return w
  def hidden(self: __torch__.llama.Llama, x: Tensor, positions: Tensor, wanted: Tensor) -> Tensor:
    # x [T, D], positions [T] -> of the wanted tokens [k] what is behind the last norm [k, D]. Which tokens see which
    # is the cache's matter, which adapter a token has is the adapters'. It is computed in the type of x, which in
    # training may be a narrower one than that of the weights.
    cache = self.cache
    lora = self.lora
    T = x.size(0)
    D = x.size(1)
    d = torch.floordiv(D, self.heads)
    widths = [D, self.kv_heads * d, self.kv_heads * d]
    rope = annotate(List[Tensor], [])
    for i in range(2):
      torch.append(rope, torch.reshape(torch.to(torch.embedding(self.rope[i], positions), x.dtype), [T, 1, 2, -1]))
    floor = __torch__.norm.floor(self.eps, x)
    for i in range(self.layers):
      m = 7 * i
      h = __torch__.norm.rms(x, self.norm1[i], self.eps, floor)
      qkv = __torch__.linear.apply(h, self.qkv[i], self.scales[4 * i])
      if lora.active():
        own = torch.split_with_sizes(qkv, widths, 1)
        h = lora.seen(h, [m, torch.add(m, 1), torch.add(m, 2)])
        qkv = torch.cat([lora.add(h, own[0], m), lora.add(h, own[1], torch.add(m, 1)), lora.add(h, own[2], torch.add(m, 2))], 1)
      # q and k are turned together: half the calls
      qk, v = torch.split_with_sizes(torch.reshape(qkv, [T, -1, d]), [torch.add(self.heads, self.kv_heads), self.kv_heads], 1)
      q, k = torch.split_with_sizes(__torch__.llama.turned(qk, rope), [self.heads, self.kv_heads], 1)
      o = cache.attend(i, q, k, v)
      if torch.eq(i, torch.sub(self.layers, 1)):
        # Nobody attends to what the last layer makes of the others
        o = torch.index_select(o, 0, wanted)
        x = torch.index_select(x, 0, wanted)
        n = lora.only(wanted, T)
      x = __torch__.linear.added(x, o, self.out[i], self.scales[torch.add(4 * i, 1)])
      x = lora.add(lora.seen(o, [torch.add(m, 3)]), x, torch.add(m, 3))
      h = __torch__.norm.rms(x, self.norm2[i], self.eps, floor)
      gate, up = __torch__.linear.halves(h, self.gate_up[i], self.scales[torch.add(4 * i, 2)])
      h = lora.seen(h, [torch.add(m, 4), torch.add(m, 5)])
      inner = __torch__.gated.silu(lora.add(h, gate, torch.add(m, 4)), lora.add(h, up, torch.add(m, 5)))
      x = __torch__.linear.added(x, inner, self.down[i], self.scales[torch.add(4 * i, 3)])
      x = lora.add(lora.seen(inner, [torch.add(m, 6)]), x, torch.add(m, 6))
    return __torch__.norm.rms(x, self.ends[1], self.eps, floor)
  def head(self: __torch__.llama.Llama, x: Tensor) -> Tensor:
    own = torch.gt(len(self.ends), 2)
    return __torch__.linear.apply(x, torch.t(self.ends[-1] if own else self.ends[0]), self.scales[-1])
  def embed(self: __torch__.llama.Llama, ids: Tensor, images: Tensor, at: Tensor) -> Tensor:
    # ids [T], images [n, N, C], at [n * N']: the places of the projected tokens among the ids -> [T, D]
    x = torch.embedding(self.ends[0], ids)
    if torch.gt(images.size(0), 0):
      x = torch.index_copy(x, 0, at, torch.reshape(self.project(images), [-1, x.size(1)]))
    return x
  def project(self: __torch__.llama.Llama, images: Tensor) -> Tensor:
    # [n, N, C] -> [n, N', D]
    return __torch__.projector.project(images, self.projector)
  def logits(self: __torch__.llama.Llama, x: Tensor, rows: int, adapter: int) -> Tensor:
    # [rows * T, D] -> [rows * T, V], all at once and without cache: the slow, obvious way. adapter: of all rows,
    # by its place among those that are in use; -1 for none
    cache = self.cache
    lora = self.lora
    n = cache.without(rows)
    n = lora.one(adapter)
    all = torch.arange(x.size(0), device=ops.prim.device(x))
    return self.head(self.hidden(x, torch.remainder(all, torch.floordiv(x.size(0), rows)), all))
  def start(self: __torch__.llama.Llama, capacity: int) -> int:
    # An empty cache for `capacity` tokens
    cache = self.cache
    like = self.ends[1]
    return cache.start(self.layers, torch.new_zeros(like, [0]), [capacity, self.kv_heads, torch.floordiv(like.size(0), self.heads)])
  def arrange(self: __torch__.llama.Llama, span: int, rows: int) -> int:
    cache = self.cache
    return cache.arrange(span, rows)
  def copy(self: __torch__.llama.Llama, source: int, to: int, start: int, end: int) -> int:
    cache = self.cache
    return cache.copy(source, to, start, end)
  def swap(self: __torch__.llama.Llama, one: int, other: int, start: int, end: int) -> int:
    cache = self.cache
    return cache.swap(one, other, start, end)
  def add_adapter(self: __torch__.llama.Llama, name: str, raw: Tensor, dtype: str, shape: List[int], at: int) -> int:
    lora = self.lora
    return __torch__.weights.fill(lora.loaded, name, shape, at, raw, dtype, self.half)
  def drop_adapter(self: __torch__.llama.Llama, prefix: str) -> int:
    lora = self.lora
    return lora.drop(prefix)
  def use_adapters(self: __torch__.llama.Llama, ids: List[int], scales: List[float]) -> int:
    lora = self.lora
    return lora.use(self.layers, ids, scales)
  def step(self: __torch__.llama.Llama, ids: Tensor, images: Tensor, at: Tensor, positions: Tensor, places: Tensor, groups: List[int], tokens: Tensor, back: Tensor, greedy: int, wanted: Tensor, route: List[Tensor]) -> List[Tensor]:
    # One step of all rows. ids, positions, places [T]: the tokens of those that decode and of the chunks of prompts,
    # and each one's place in the cache; groups, tokens, back: which of them attend together, see Cache.plan; wanted
    # [k]: the tokens that tell a next one; route: see Lora.mixed. Of the first `greedy` of them the most likely next
    # token and its log-probability come back, [greedy, 2], of the others all logits, [k - greedy, V]; in fp32 on the
    # host.
    cache = self.cache
    lora = self.lora
    n = cache.plan(places, positions, groups, tokens, back)
    n = lora.mixed(route)
    x = self.embed(ids, images, at)
    if torch.gt(images.size(0), 0):
      # Features may be anything. What is no number would stay in the cache, and nothing times it is no number: it
      # would spoil later rows, which do not attend to it. The limit is that of fp16, far beyond an embedding.
      x = torch.nan_to_num(torch.clamp(x, -65504., 65504.))
    logits = torch.to(self.head(self.hidden(x, positions, wanted)), 6)
    own = torch.narrow(logits, 0, 0, greedy)
    largest, best = torch.max(own, 1)
    chosen = torch.stack([torch.to(best, 6), torch.sub(largest, torch.logsumexp(own, [1]))], 1)
    host = torch.device("cpu")
    return [torch.to(chosen, host), torch.to(torch.narrow(logits, 0, greedy, torch.sub(logits.size(0), greedy)), host)]
