import __torch__.weights
import __torch__.attention
class Change(Module):
  # Change extraction: two feature maps of one place to one, of the same shape.
  # Shapes: B pairs, h x h grid, N = h * h tokens, C width.
  __parameters__ = []
  __buffers__ = []
  training : bool
  half : bool
  layers : int
  heads : int
  w : Dict[str, Tensor]
  def add(self: __torch__.change.Change, name: str, raw: Tensor, dtype: str, shape: List[int], at: int) -> int:
    return __torch__.weights.fill(self.w, name, shape, at, raw, dtype, self.half)
  def bind(self: __torch__.change.Change) -> int:
    return len(self.w)
  def positions(self: __torch__.change.Change) -> Tensor:
    # [N, C]: h_embedding by column in the first half of the channels, w_embedding by row in the second
    column = self.w["h_embedding.weight"]
    row = self.w["w_embedding.weight"]
    h = row.size(0)
    c = column.size(1)
    both = torch.cat([torch.expand(torch.unsqueeze(column, 0), [h, h, c]), torch.expand(torch.unsqueeze(row, 1), [h, h, c])], 2)
    return torch.reshape(both, [h * h, 2 * c])
  def block(self: __torch__.change.Change, x: Tensor, name: str) -> Tensor:
    # One attention block, norms behind the sums. x [B, N, D]. As published, the values are projected by to_k.
    w = self.w
    B = x.size(0)
    N = x.size(1)
    D = x.size(2)
    q = torch.transpose(torch.reshape(torch.linear(x, w[torch.add(name, "att.to_q.weight")]), [B, N, self.heads, -1]), 1, 2)
    k = torch.transpose(torch.reshape(torch.linear(x, w[torch.add(name, "att.to_k.weight")]), [B, N, self.heads, -1]), 1, 2)
    o = torch.reshape(torch.transpose(__torch__.attention.attend(q, k, k, None, False), 1, 2), [B, N, -1])
    o = torch.linear(o, w[torch.add(name, "att.to_out.0.weight")], w[torch.add(name, "att.to_out.0.bias")])
    x = torch.layer_norm(o + x, [D], w[torch.add(name, "norm1.weight")], w[torch.add(name, "norm1.bias")], 1e-05)
    f = torch.relu(torch.linear(x, w[torch.add(name, "feedforward.net.0.weight")], w[torch.add(name, "feedforward.net.0.bias")]))
    f = torch.linear(f, w[torch.add(name, "feedforward.net.3.weight")], w[torch.add(name, "feedforward.net.3.bias")])
    return torch.layer_norm(f + x, [D], w[torch.add(name, "norm2.weight")], w[torch.add(name, "norm2.bias")], 1e-05)
  def attend(self: __torch__.change.Change, before: Tensor, after: Tensor) -> Tensor:
    # [B, N, C] twice -> [2, B, N, C]: both with positions, through the attention layers if there are any
    C = before.size(2)
    placed = torch.stack([before, after]) + self.positions()
    x = placed
    for i in range(self.layers):
      own = torch.format("selftrans.{}.0.", i)
      joint = torch.format("selftrans.{}.1.", i)
      a = self.block(x[0], own) + x[0]
      b = self.block(x[1], own) + x[1]
      both = self.block(torch.cat([a, b], 2), joint)
      x = torch.stack([torch.narrow(both, 2, 0, C), torch.narrow(both, 2, C, C)]) + placed
    return x
  def similarity(self: __torch__.change.Change, x: Tensor) -> Tensor:
    # [2, B, N, C] -> [B, N]: the cosine of the two dates at each place
    return torch.cosine_similarity(x[0], x[1], 2)
  def norm(self: __torch__.change.Change, x: Tensor, name: str, update: bool) -> Tensor:
    w = self.w
    return torch.batch_norm(x, w[torch.add(name, ".weight")], w[torch.add(name, ".bias")], w[torch.add(name, ".running_mean")], w[torch.add(name, ".running_var")], update, 0.1, 1e-05, False)
  def reduce(self: __torch__.change.Change, x: Tensor) -> Tensor:
    # [2, B, N, C] -> [B, C, h, h]: both dates and their similarity through one 1 x 1 convolution
    w = self.w
    B = x.size(1)
    h = w["w_embedding.weight"].size(0)
    joint = torch.cat([x[0], x[1]], 2) + torch.unsqueeze(self.similarity(x), 2)
    grid = torch.reshape(torch.transpose(joint, 1, 2), [B, -1, h, h])
    return torch.conv2d(grid, w["Conv1.weight"], w["Conv1.bias"])
  def extract(self: __torch__.change.Change, before: Tensor, after: Tensor, update: bool) -> Tensor:
    # [B, N, C] twice -> [B, N, C]; `update` computes with, and updates, the batch's own statistics
    w = self.w
    kind = w["Conv1.weight"].dtype
    x = self.reduce(self.attend(torch.to(before, kind), torch.to(after, kind)))
    y = torch.conv2d(x, w["LN.left.0.weight"], w["LN.left.0.bias"])
    y = torch.relu(self.norm(y, "LN.left.1", update))
    y = torch.conv2d(y, w["LN.left.3.weight"], w["LN.left.3.bias"], [1, 1], [1, 1])
    y = torch.relu(self.norm(y, "LN.left.4", update))
    y = torch.conv2d(y, w["LN.left.6.weight"], w["LN.left.6.bias"])
    y = torch.relu(self.norm(y, "LN.left.7", update) + x)
    return torch.transpose(torch.flatten(y, 2), 1, 2)
  def fuse(self: __torch__.change.Change, before: Tensor, after: Tensor) -> Tensor:
    # The same for serving: fp32 on the host
    return torch.to(torch.to(self.extract(before, after, False), 6), torch.device("cpu"))
