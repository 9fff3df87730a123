/** Who may ask a service by HTTP, how much and how often. */
package dev.swath.servicekit.http;
