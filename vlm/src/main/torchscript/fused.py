import __torch__.linear
import __torch__.gelu
def linear_gelu(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
  # gelu.by_tanh(linear.biased(x, w, b)): x [..., in] -> [..., out]
  return __torch__.gelu.by_tanh(__torch__.linear.biased(x, w, b))
