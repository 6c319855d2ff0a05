const a = process.env.DB_PASSWORD || 'Vm7Mj68k';
const a = process.env.PGPASSWORD ?? 'Vm8Rt92k';
const url = process.env.DB_PASS || "Vm8Rt47k";
