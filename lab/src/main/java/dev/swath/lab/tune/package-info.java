/**
 * Tunes LoRA adapters on a frozen model of any size over a mixture of datasets, as UniRS and
 * RS-LLaVA do, and trains the change module in front of it.
 */
package dev.swath.lab.tune;
