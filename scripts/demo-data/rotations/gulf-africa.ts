import type { Rotation } from './rotation.ts'

export const AL_SAHIL: Rotation[] = [
  ['AJ', 'B77W', 'DXB@02:30 JFK@11:00 DXB'],
  ['AJ', 'B77W', 'DXB@07:45 LHR@14:00 DXB'],
  ['AJ', 'A359', 'DXB@08:20 CDG@15:10 DXB'],
  ['AJ', 'B77W', 'DXB@08:10 FRA@15:20 DXB'],
  ['AJ', 'B77W', 'DXB@02:00 SYD@06:00 DXB'],
  ['AJ', 'B77W', 'DXB@03:15 SIN@21:30 DXB'],
  ['AJ', 'A359', 'DXB@04:40 JNB@14:00 DXB'],
  ['AJ', 'A21N', 'DXB@10:05 NBO DXB'],
  ['AJ', 'B789', 'DXB@22:15 DEL@04:10 DXB'],
  ['AJ', 'A21N', 'DXB@09:30 BOM DXB JED DXB'],
  ['AJ', 'A21N', 'DXB@08:30 CAI DXB BAH DXB'],
  ['AJ', 'A21N', 'DXB@07:20 RUH DXB AMM DXB'],
]

export const DANA: Rotation[] = [
  ['QJ', 'A359', 'DOH@07:40 LHR@15:30 DOH'],
  ['QJ', 'B77W', 'DOH@08:05 IAD@20:30 DOH'],
  ['QJ', 'B77W', 'DOH@01:45 GRU@22:30 DOH'],
  ['QJ', 'B789', 'DOH@02:25 HKG@19:40 DOH'],
  ['QJ', 'A21N', 'DOH@08:20 DEL@16:00 DOH'],
  ['QJ', 'A21N', 'DOH@19:10 BOM@03:40 DOH'],
  ['QJ', 'A21N', 'DOH@08:00 CMN DOH'],
  ['QJ', 'A20N', 'DOH@07:30 KWI DOH CMB DOH'],
]

export const HIGHVELD: Rotation[] = [
  ['ZV', 'A20N', 'JNB@06:00 CPT JNB DUR JNB'],
  ['ZV', 'E190', 'JNB@07:15 WDH JNB'],
  ['ZV', 'A20N', 'JNB@09:30 MRU JNB'],
  ['ZV', 'A21N', 'JNB@10:15 NBO@06:30 JNB'],
  ['ZV', 'B789', 'JNB@20:30 LHR@19:00 JNB'],
  ['ZV', 'B789', 'JNB@08:40 LOS ACC@06:30 JNB'],
  ['ZV', 'A21N', 'NBO@08:00 ADD NBO'],
]
