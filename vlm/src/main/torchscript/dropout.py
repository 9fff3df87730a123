def mixed(x: Tensor) -> Tensor:
  # MurmurHash3's finaliser (Appleby) on 32-bit numbers kept in int64: each bit of x changes half of the result's.
  x = torch.bitwise_xor(x, torch.__rshift__(x, 16))
  x = torch.bitwise_and(x * 2246822507, 4294967295)
  x = torch.bitwise_xor(x, torch.__rshift__(x, 13))
  x = torch.bitwise_and(x * 3266489909, 4294967295)
  return torch.bitwise_xor(x, torch.__rshift__(x, 16))
def odd(x: Tensor) -> Tensor:
  # A random odd number in 16 bits of each
  return torch.to(torch.bitwise_or(torch.bitwise_and(__torch__.dropout.mixed(torch.bitwise_and(x, 4294967295)), 65535), 1) - 32768, 2)
def places(seeds: Tensor, tokens: int) -> Tensor:
  # A number for each token of rows of equal length, from its row's seed [B] and where it stands in it -> [B * tokens]
  token = torch.arange(tokens, device=ops.prim.device(seeds)) * 2654435769
  row = __torch__.dropout.mixed(torch.bitwise_and(seeds, 4294967295))
  return torch.flatten(__torch__.dropout.mixed(torch.bitwise_and(torch.unsqueeze(row, 1) + token, 4294967295)))
def drop(x: Tensor, places: Tensor, layer: int, rate: float) -> Tensor:
  # Dropout: each value of x [T, D] is zero with probability `rate`, else as it is; the caller divides by 1 - rate.
  # What is dropped is a function of the token's place [T], the layer and the channel alone: not of a generator's state,
  # so that a resumed run repeats it, nor of the other rows, so that small batches repeat what a large one does.
  # Each token and each channel has an odd number of 16 bits, and what 15 bits keep of their product decides. A hash
  # of each value would look no more random, and comparing and converting take longer than the product that it is for:
  # the sign of a difference is spread over 16 bits, of which those stay that are 1.0 in bf16.
  token = __torch__.dropout.odd(places + (layer + 1) * 2246822519)
  channel = __torch__.dropout.odd((torch.arange(x.size(1), device=ops.prim.device(x)) + 1) * 2654435769)
  bits = torch.bitwise_and_(torch.unsqueeze(token, 1) * channel, 32767)
  bits = torch.bitwise_and_(torch.__rshift__(torch.rsub(bits, int(rate * 32768.) - 1), 15), 16256)
  return x * torch.to(torch.view_copy(bits, dtype=15), x.dtype)
