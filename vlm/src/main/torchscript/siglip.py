import __torch__.weights
import __torch__.linear
import __torch__.attention
import __torch__.fused
class Siglip(Module):
  # SigLIP's vision transformer, up to the layer whose output is the feature map.
  # Shapes: B images, P patch side, C width, N tokens (side x side), M MLP width.
  __parameters__ = []
  __buffers__ = []
  training : bool
  half : bool
  layers : int
  heads : int
  eps : float
  loaded : Dict[str, Tensor]
  patch : List[Tensor]
  norm1 : List[Tensor]
  norm1_bias : List[Tensor]
  qkv : List[Tensor]
  qkv_bias : List[Tensor]
  out : List[Tensor]
  out_bias : List[Tensor]
  norm2 : List[Tensor]
  norm2_bias : List[Tensor]
  fc1 : List[Tensor]
  fc1_bias : List[Tensor]
  fc2 : List[Tensor]
  fc2_bias : List[Tensor]
  def add(self: __torch__.siglip.Siglip, name: str, raw: Tensor, dtype: str, shape: List[int], at: int) -> int:
    # q, k and v become one tensor, row below row, as they come
    parts = [".q_proj.", ".k_proj.", ".v_proj."]
    for i in range(3):
      if torch.ge(torch.find(name, parts[i]), 0):
        rows = annotate(List[int], [3 * shape[0]])
        n = shape[0]
        for side in torch.slice(shape, 1):
          torch.append(rows, side)
          n = n * side
        return __torch__.weights.fill(self.loaded, torch.replace(name, parts[i], ".qkv."), rows, torch.add(i * n, at), raw, dtype, self.half)
    return __torch__.weights.fill(self.loaded, name, shape, at, raw, dtype, self.half)
  def bind(self: __torch__.siglip.Siglip) -> int:
    w = self.loaded
    e = "vision_model.embeddings."
    # [C, 3, P, P], [C], [N, C]
    self.patch = [w[torch.add(e, "patch_embedding.weight")], w[torch.add(e, "patch_embedding.bias")], w[torch.add(e, "position_embedding.weight")]]
    for i in range(self.layers):
      p = torch.format("vision_model.encoder.layers.{}.", i)
      a = torch.add(p, "self_attn.")
      m = torch.add(p, "mlp.")
      torch.append(self.norm1, w[torch.add(p, "layer_norm1.weight")])
      torch.append(self.norm1_bias, w[torch.add(p, "layer_norm1.bias")])
      # [3C, C], [3C]
      torch.append(self.qkv, w[torch.add(a, "qkv.weight")])
      torch.append(self.qkv_bias, w[torch.add(a, "qkv.bias")])
      # [C, C], [C]
      torch.append(self.out, w[torch.add(a, "out_proj.weight")])
      torch.append(self.out_bias, w[torch.add(a, "out_proj.bias")])
      torch.append(self.norm2, w[torch.add(p, "layer_norm2.weight")])
      torch.append(self.norm2_bias, w[torch.add(p, "layer_norm2.bias")])
      # [M, C], [M]; [C, M], [C]
      torch.append(self.fc1, w[torch.add(m, "fc1.weight")])
      torch.append(self.fc1_bias, w[torch.add(m, "fc1.bias")])
      torch.append(self.fc2, w[torch.add(m, "fc2.weight")])
      torch.append(self.fc2_bias, w[torch.add(m, "fc2.bias")])
    self.loaded = annotate(Dict[str, Tensor], {})
    return self.layers
  def parameters(self: __torch__.siglip.Siglip) -> List[Tensor]:
    return self.patch + self.norm1 + self.norm1_bias + self.qkv + self.qkv_bias + self.out + self.out_bias + self.norm2 + self.norm2_bias + self.fc1 + self.fc1_bias + self.fc2 + self.fc2_bias
  def named(self: __torch__.siglip.Siglip) -> Dict[str, Tensor]:
    # The weights under their checkpoint names: the inverse of bind.
    w = annotate(Dict[str, Tensor], {})
    e = "vision_model.embeddings."
    w[torch.add(e, "patch_embedding.weight")] = self.patch[0]
    w[torch.add(e, "patch_embedding.bias")] = self.patch[1]
    w[torch.add(e, "position_embedding.weight")] = self.patch[2]
    for i in range(self.layers):
      p = torch.format("vision_model.encoder.layers.{}.", i)
      a = torch.add(p, "self_attn.")
      m = torch.add(p, "mlp.")
      q = torch.chunk(self.qkv[i], 3)
      b = torch.chunk(self.qkv_bias[i], 3)
      w[torch.add(p, "layer_norm1.weight")] = self.norm1[i]
      w[torch.add(p, "layer_norm1.bias")] = self.norm1_bias[i]
      w[torch.add(a, "q_proj.weight")] = q[0]
      w[torch.add(a, "q_proj.bias")] = b[0]
      w[torch.add(a, "k_proj.weight")] = q[1]
      w[torch.add(a, "k_proj.bias")] = b[1]
      w[torch.add(a, "v_proj.weight")] = q[2]
      w[torch.add(a, "v_proj.bias")] = b[2]
      w[torch.add(a, "out_proj.weight")] = self.out[i]
      w[torch.add(a, "out_proj.bias")] = self.out_bias[i]
      w[torch.add(p, "layer_norm2.weight")] = self.norm2[i]
      w[torch.add(p, "layer_norm2.bias")] = self.norm2_bias[i]
      w[torch.add(m, "fc1.weight")] = self.fc1[i]
      w[torch.add(m, "fc1.bias")] = self.fc1_bias[i]
      w[torch.add(m, "fc2.weight")] = self.fc2[i]
      w[torch.add(m, "fc2.bias")] = self.fc2_bias[i]
    return w
  def embed(self: __torch__.siglip.Siglip, pixels: Tensor) -> Tensor:
    # [B, 3, S, S] -> [B, N, C]
    kernel = self.patch[0]
    side = kernel.size(2)
    patches = torch.conv2d(torch.to(pixels, kernel.dtype), kernel, self.patch[1], [side, side])
    return torch.transpose(torch.flatten(patches, 2), 1, 2) + self.patch[2]
  def encode(self: __torch__.siglip.Siglip, pixels: Tensor) -> Tensor:
    # [B, 3, S, S] -> [B, N, C], the output of the last of `layers`, before any post norm. On a CPU about a thousand
    # tokens go through all layers together, so that what is between the layers stays in the processor's cache.
    x = self.embed(pixels)
    tokens = x.size(0) * x.size(1)
    if torch.__or__(torch.lt(tokens, 2048), torch.ne(ops.prim.device(x), torch.device("cpu"))):
      return self.blocks(x)
    parts = annotate(List[Tensor], [])
    for part in torch.chunk(x, torch.floordiv(tokens, 1024)):
      torch.append(parts, self.blocks(part))
    return torch.cat(parts)
  def blocks(self: __torch__.siglip.Siglip, x: Tensor) -> Tensor:
    # [B, N, C] -> [B, N, C]; the tokens may be some of an image's. It is computed in the type of x, which in training
    # may be a narrower one than that of the weights.
    B = x.size(0)
    N = x.size(1)
    C = x.size(2)
    x = torch.reshape(x, [B * N, C])
    for i in range(self.layers):
      h = torch.layer_norm(x, [C], torch.to(self.norm1[i], x.dtype), torch.to(self.norm1_bias[i], x.dtype), self.eps)
      # [3, B, heads, N, C / heads]
      qkv = torch.permute(torch.reshape(__torch__.linear.biased(h, self.qkv[i], self.qkv_bias[i]), [B, N, 3, self.heads, -1]), [2, 0, 3, 1, 4])
      parts = torch.unbind(qkv)
      o = __torch__.attention.attend(parts[0], parts[1], parts[2], None, False)
      x = __torch__.linear.onto(x, torch.reshape(torch.transpose(o, 1, 2), [B * N, C]), self.out[i], self.out_bias[i])
      h = torch.layer_norm(x, [C], torch.to(self.norm2[i], x.dtype), torch.to(self.norm2_bias[i], x.dtype), self.eps)
      h = __torch__.fused.linear_gelu(h, self.fc1[i], self.fc1_bias[i])
      x = __torch__.linear.onto(x, h, self.fc2[i], self.fc2_bias[i])
    return torch.reshape(x, [B, N, C])
  def features(self: __torch__.siglip.Siglip, pixels: Tensor) -> Tensor:
    # The same in fp32 on the host, for the wire.
    return torch.to(torch.to(self.encode(pixels), 6), torch.device("cpu"))
  def pixels(self: __torch__.siglip.Siglip, rgb: Tensor, images: int, size: int) -> Tensor:
    # [images * size * size * 3] uint8 -> [images, 3, size, size]. What each value becomes is looked up: rescaled in
    # double and normalised in single precision, as the published code does.
    values = torch.arange(256, dtype=7, device=ops.prim.device(rgb))
    unit = torch.to(torch.mul(values, 0.00392156862745098), 6)
    normal = torch.div(torch.sub(unit, 0.5), 0.5)
    return torch.permute(torch.reshape(torch.index_select(normal, 0, torch.to(rgb, 3)), [images, size, size, 3]), [0, 3, 1, 2])
  def features_of(self: __torch__.siglip.Siglip, rgb: Tensor, images: int, size: int) -> Tensor:
    # Of images in 8 bits
    return self.features(self.pixels(rgb, images, size))
  def packed(self: __torch__.siglip.Siglip, rgb: Tensor, images: int, size: int, int8: bool) -> List[Tensor]:
    # The features as they travel, made narrow where they are: their bytes [B, N, C] or [B, N, 2C], a scale a token
    # [B, N] (0 with bf16), and the largest absolute value of each image [B].
    x = torch.to(self.encode(self.pixels(rgb, images, size)), 6)
    largest = torch.amax(torch.abs(x), [2])
    if int8:
      scale = torch.div(largest, 127.)
      narrow = torch.to(torch.clamp(torch.round(torch.div(x, torch.unsqueeze(torch.clamp_min(scale, 1.1754943508222875e-38), 2))), -127., 127.), 1)
    else:
      scale = torch.zeros_like(largest)
      narrow = torch.to(x, 15)
    host = torch.device("cpu")
    return [torch.to(torch.view_copy(narrow, dtype=0), host), torch.to(scale, host), torch.to(torch.amax(largest, [1]), host)]
