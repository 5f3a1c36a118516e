// SPDX-License-Identifier: Apache-2.0
import { onStage } from '../support/stage.js';
import { startServe } from '../support/server.js';
import { eventually } from '../support/wait.js';

const play = onStage(startServe);

const value = (text, name) => Number(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, 'm').exec(text)?.[1] ?? 0);

play('the operator sees how meetings look and sound at those who take part', async (stage) => {
  await stage.pair();
  const above = [
    'parley_playback_reports_total',
    'parley_playback_sound_seconds_total',
    'parley_media_packets_forwarded_total',
    'parley_media_key_frames_asked_for_total',
    'parley_media_round_trip_seconds_count',
    'parley_media_jitter_seconds_count',
    'parley_media_estimated_bandwidth_bits_per_second_count',
    'parley_media_used_bandwidth_bits_per_second_sum',
  ];
  await eventually(
    `none of ${above.join()} is 0`,
    async () => {
      const text = await stage.server.metrics();
      return above.filter((name) => !(value(text, name) > 0)).join();
    },
    (zero) => zero === '',
    60_000,
  );
});
