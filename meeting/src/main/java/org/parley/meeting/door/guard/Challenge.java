// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

/// A proof of work asked for: find NONCE, 8 bytes, such that the first 8 bytes of
/// `SHA-256(token bytes ‖ NONCE)`, as an unsigned number, are less than 2⁶⁴ / `hashes`.
///
/// The solution is the text `TOKEN.NONCE`, NONCE in 1 to 16 hexadecimal digits (leading zeros may be left
/// out). Token and nonce are 40 bytes together, one block of SHA-256.
///
/// @param token 32 bytes in base64url; opaque
/// @param hashes how many are needed on average
/// @param validSeconds until when the solution is taken
public record Challenge(String token, int hashes, int validSeconds) {}
