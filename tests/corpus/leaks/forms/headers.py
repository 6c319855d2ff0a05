headers = {"X-API-Key": "Vm5Xv68kq9Rt"}
