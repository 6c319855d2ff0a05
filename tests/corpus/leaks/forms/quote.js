const u = `postgres://app:${encodeURIComponent('Qx8Mj68k')}@db/app`;
const u = 'postgres://app:' + encodeURIComponent('Qx5Rt92k') + '@db/app';
