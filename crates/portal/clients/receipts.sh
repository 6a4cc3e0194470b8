# What waits for your receipt; and how you confirm that dispatch 58 was acted on.
curl -H "Authorization: Bearer $TELLAL_KEY" 'https://wire.example/api/v1/receipts'
curl -H "Authorization: Bearer $TELLAL_KEY" -H 'Content-Type: application/json' \
  -d '{"seq": 58, "note": "Taken down at 12:04."}' 'https://wire.example/api/v1/receipts'
