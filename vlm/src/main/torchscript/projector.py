def blocks(features: Tensor) -> Tensor:
  # Joins each 2 x 2 block of a feature grid. features [n, h * h, C] -> [n, b * b, 4C], b = ceil(h / 2).
  # An odd grid is padded with zeros at bottom and right; a block is top left, top right, bottom left,
  # bottom right; the blocks come out column by column.
  n = features.size(0)
  C = features.size(2)
  h = int(torch.round(torch.sqrt(float(features.size(1)))))
  grid = torch.reshape(features, [n, h, h, C])
  if torch.eq(torch.remainder(h, 2), 1):
    grid = torch.constant_pad_nd(grid, [0, 0, 0, 1, 0, 1])
  b = torch.floordiv(torch.add(h, 1), 2)
  # [n, row, upper/lower, column, left/right, C] -> [n, column, row, upper/lower, left/right, C]
  split = torch.reshape(grid, [n, b, 2, b, 2, C])
  return torch.reshape(torch.permute(split, [0, 3, 1, 2, 4, 5]), [n, b * b, 4 * C])
def project(features: Tensor, w: List[Tensor]) -> Tensor:
  # mlp_downsample: [n, h * h, C] -> [n, b * b, D]. w: norm gain and bias [4C], first linear [D, 4C] and
  # bias, second linear [D, D] and bias.
  x = __torch__.projector.blocks(torch.to(features, w[0].dtype))
  x = torch.layer_norm(x, [x.size(2)], w[0], w[1], 1e-05)
  x = torch.gelu(torch.linear(x, w[2], w[3]))
  return torch.linear(x, w[4], w[5])
