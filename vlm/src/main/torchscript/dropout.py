def mixed(x: Tensor) -> Tensor:
  # MurmurHash3's finaliser (Appleby) on 32-bit numbers kept in int64: each bit of x changes half of the result's.
  x = torch.bitwise_xor(x, torch.__rshift__(x, 16))
  x = torch.bitwise_and(x * 2246822507, 4294967295)
  x = torch.bitwise_xor(x, torch.__rshift__(x, 13))
  x = torch.bitwise_and(x * 3266489909, 4294967295)
  return torch.bitwise_xor(x, torch.__rshift__(x, 16))
def drop(x: Tensor, seeds: Tensor, layer: int, rate: float) -> Tensor:
  # Dropout: each value of x [B, T, D] is zero with probability `rate`, else divided by 1 - rate. What is dropped
  # is a function of the row's seed [B], the layer, the token and the channel alone: not of a generator's state, so
  # that a resumed run repeats it, nor of the other rows, so that small batches repeat what a large one does.
  # Each token has a random number from 1024 on, each channel one from 1 on: the fraction of their product decides.
  # A hash of each value would look no more random, and take four times as long as the product that it is for.
  device = ops.prim.device(x)
  row = __torch__.dropout.mixed(torch.bitwise_and(seeds + layer * 2654435769, 4294967295))
  token = torch.arange(x.size(1), device=device) * 2654435769
  place = __torch__.dropout.mixed(torch.bitwise_and(torch.unsqueeze(row, 1) + token, 4294967295))
  channel = __torch__.dropout.mixed(torch.bitwise_and((torch.arange(x.size(2), device=device) + 1) * 2654435769, 4294967295))
  of_place = torch.to(place, 6) * (1024. / 4294967296.) + 1024.
  of_channel = torch.to(channel, 6) * (1. / 4294967296.) + 1.
  fraction = torch.frac_(torch.unsqueeze(of_place, 2) * of_channel)
  return x * torch.mul_(torch.to(torch.ge(fraction, rate), x.dtype), torch.div(1., 1. - rate))
