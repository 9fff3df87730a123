import __torch__.weights
import __torch__.change
import __torch__.optim
def heads(x: Tensor, count: int) -> Tensor:
  # [B, T, D] -> [B, heads, T, d]
  return torch.transpose(torch.reshape(x, [x.size(0), x.size(1), count, -1]), 1, 2)
class ChangeCaptioning(Module):
  # Trains the change module below a small transformer decoder that writes the change's caption (as Chg2Cap does).
  # The decoder is there to teach: nobody needs it afterwards.
  # Shapes: B pairs, N tokens of C channels a feature map, T caption tokens, D the decoder's width, V vocabulary.
  __parameters__ = []
  __buffers__ = []
  training : bool
  half : bool
  layers : int
  heads : int
  net : __torch__.change.Change
  loaded : Dict[str, Tensor]
  names : List[str]
  # The decoder's weights
  d : Dict[str, Tensor]
  decoder_names : List[str]
  m : List[Tensor]
  v : List[Tensor]
  steps : List[Tensor]
  def add(self: __torch__.change_captioning.ChangeCaptioning, name: str, raw: Tensor, dtype: str, shape: List[int], at: int) -> int:
    return __torch__.weights.fill(self.loaded, name, shape, at, raw, dtype, False)
  def bind(self: __torch__.change_captioning.ChangeCaptioning) -> int:
    w = self.loaded
    net = self.net
    names = annotate(List[str], [])
    decoder_names = annotate(List[str], [])
    for name in torch.keys(w):
      if torch.startswith(name, "decoder."):
        self.d[name] = w[name]
        torch.append(decoder_names, name)
      else:
        if torch.__not__(torch.startswith(name, "optimizer.")):
          net.w[name] = w[name]
          if torch.lt(torch.find(name, "running_"), 0):
            torch.append(names, name)
    torch.sort(names)
    torch.sort(decoder_names)
    self.names = names
    self.decoder_names = decoder_names
    restored = __torch__.optim.restore(self.parameters(), w, self.m, self.v, self.steps)
    self.loaded = annotate(Dict[str, Tensor], {})
    return len(names)
  def parameters(self: __torch__.change_captioning.ChangeCaptioning) -> List[Tensor]:
    p = annotate(List[Tensor], [])
    for name in self.names:
      torch.append(p, (self.net).w[name])
    for name in self.decoder_names:
      torch.append(p, self.d[name])
    return p
  def linear(self: __torch__.change_captioning.ChangeCaptioning, x: Tensor, name: str) -> Tensor:
    return torch.linear(x, self.d[torch.add(name, ".weight")], self.d[torch.add(name, ".bias")])
  def norm(self: __torch__.change_captioning.ChangeCaptioning, x: Tensor, name: str) -> Tensor:
    return torch.layer_norm(x, [x.size(2)], self.d[torch.add(name, ".weight")], self.d[torch.add(name, ".bias")], 1e-05)
  def attend(self: __torch__.change_captioning.ChangeCaptioning, x: Tensor, memory: Tensor, name: str, causal: bool) -> Tensor:
    # Queries from x [B, T, D], keys and values from memory [B, S, D] -> [B, T, D]
    q = __torch__.change_captioning.heads(self.linear(x, torch.add(name, ".q_proj")), self.heads)
    k = __torch__.change_captioning.heads(self.linear(memory, torch.add(name, ".k_proj")), self.heads)
    v = __torch__.change_captioning.heads(self.linear(memory, torch.add(name, ".v_proj")), self.heads)
    o = torch.scaled_dot_product_attention(q, k, v, None, 0., causal)
    return self.linear(torch.flatten(torch.transpose(o, 1, 2), 2), torch.add(name, ".out_proj"))
  def scores(self: __torch__.change_captioning.ChangeCaptioning, before: Tensor, after: Tensor, ids: Tensor, update: bool) -> Tensor:
    # before, after [B, N, C]; ids [B, T] -> [B, T, V]
    fused = (self.net).extract(before, after, update)
    memory = self.linear(self.norm(fused, "decoder.memory_norm"), "decoder.memory")
    words = self.d["decoder.embed_tokens.weight"]
    places = torch.narrow(self.d["decoder.position_embedding.weight"], 0, 0, ids.size(1))
    x = torch.embedding(words, ids) + places
    for i in range(self.layers):
      layer = torch.format("decoder.layers.{}.", i)
      h = self.norm(x, torch.add(layer, "norm1"))
      x = x + self.attend(h, h, torch.add(layer, "self_attn"), True)
      h = self.norm(x, torch.add(layer, "norm2"))
      x = x + self.attend(h, memory, torch.add(layer, "cross_attn"), False)
      h = self.norm(x, torch.add(layer, "norm3"))
      x = x + self.linear(torch.gelu(self.linear(h, torch.add(layer, "fc1"))), torch.add(layer, "fc2"))
    # The head is the embedding
    return torch.linear(self.norm(x, "decoder.norm"), words)
  def cross_entropy(self: __torch__.change_captioning.ChangeCaptioning, before: Tensor, after: Tensor, ids: Tensor, targets: Tensor, update: bool) -> Tensor:
    # targets [B, T]: the token behind each, -100 behind the caption's end
    scores = torch.flatten(self.scores(before, after, ids, update), 0, 1)
    return torch.cross_entropy_loss(scores, torch.reshape(targets, [-1]))
  def loss(self: __torch__.change_captioning.ChangeCaptioning, before: Tensor, after: Tensor, ids: Tensor, targets: Tensor) -> Tensor:
    return self.cross_entropy(before, after, ids, targets, False)
  def step(self: __torch__.change_captioning.ChangeCaptioning, before: Tensor, after: Tensor, ids: Tensor, targets: Tensor, rate: float, decay: float) -> Tensor:
    loss = self.cross_entropy(before, after, ids, targets, True)
    parameters = self.parameters()
    g = __torch__.optim.gradients(loss, parameters)
    norm = __torch__.optim.clip(g, 1.)
    n = __torch__.optim.adamw(parameters, g, self.m, self.v, self.steps, rate, decay, 0.99)
    return torch.stack([torch.detach(loss), norm])
  def named(self: __torch__.change_captioning.ChangeCaptioning) -> Dict[str, Tensor]:
    w = annotate(Dict[str, Tensor], {})
    for name in torch.keys((self.net).w):
      w[name] = (self.net).w[name]
    for name in self.decoder_names:
      w[name] = self.d[name]
    n = __torch__.optim.keep(w, self.m, self.v, self.steps)
    return w
